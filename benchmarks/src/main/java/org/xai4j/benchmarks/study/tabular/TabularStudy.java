package org.xai4j.benchmarks.study.tabular;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.counterfactual.Counterfactual;
import org.xai4j.agnostic.shapley.KernelShap;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.data.Tabular;
import org.xai4j.benchmarks.study.Study;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.benchmarks.training.Auc;
import org.xai4j.benchmarks.training.Proportion;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.InputException;

/**
 * Explains a classifier of table rows from all sides: how good it is beside a network of another
 * library, a forest and logistic regression, single decisions, the whole model, what would change
 * an answer, rules, simple models that imitate it, other models, and fairness where the data name
 * protected groups. Other models are from the library Tribuo, and an ONNX file. Parameters: {@code
 * background} rows (40) and {@code samples} (300) of Kernel SHAP, {@code trees} of the forest
 * (200), {@code generations} of counterfactuals (25), {@code draws} of anchors (100000), {@code
 * epochs} of distillation (200).
 */
public final class TabularStudy implements Study {
  /** Made by the {@code ServiceLoader}. */
  public TabularStudy() {}

  @Override
  public String id() {
    return "tabular";
  }

  /**
   * What all parts of the page share.
   *
   * @param run the experiment
   * @param data rows and columns
   * @param spanish the columns in Spanish
   * @param model the network
   * @param models the network and others of the same task, giving probabilities
   * @param test rows explained
   * @param context of explanations, against a background of training rows
   * @param learning a context whose baseline is all training rows
   * @param probabilities of the network for the test rows
   * @param shap Kernel SHAP values of the log-odds of class 1 [n][d]
   * @param results rows of results.csv
   */
  record Scene(
      StudyRun run,
      Tabular data,
      TableSchema spanish,
      Network model,
      Map<String, Predictor> models,
      Samples test,
      Context context,
      Context learning,
      double[][] probabilities,
      double[][] shap,
      List<List<Object>> results) {
    /** The class of a test row. */
    int answer(int row) {
      return probabilities[row][1] > probabilities[row][0] ? 1 : 0;
    }

    /** The values of the test rows. */
    double[][] rows() {
      return NdArrays.rows(test.inputs());
    }

    List<String> names() {
      return data.schema().columns().stream().map(TableSchema.Column::words).toList();
    }

    /** The genetic search of this run. */
    Counterfactual search() {
      return new Counterfactual(
          3,
          60,
          (int) run.number("generations", 25),
          1,
          0.5,
          Optional.empty(),
          Optional.empty(),
          List.of());
    }

    void result(String part, String name, double value, double low, double high) {
      results.add(List.of(part, name, value, low, high));
    }
  }

  @Override
  public void run(StudyRun run) {
    boolean credit = run.experiment().data().equals("credit");
    InputException.check(
        credit || run.experiment().data().equals("breast-cancer"),
        "The study tabular explains the data credit or breast-cancer, not '%s'.",
        run.experiment().data());
    run.progress().begin(run.experiment().name(), 8);
    Tabular data = credit ? Tabular.credit() : Tabular.breastCancer();
    TableSchema spanish = credit ? Tabular.creditInSpanish() : Tabular.breastCancerInSpanish();
    Network model = Models.read(run.experiment().model()).as(run.settings().precision());
    run.fact("model", model.hash());
    run.fact("data", data.hash());
    run.page()
        .lead(
            credit
                ? "Why was this loan refused, and what would change it? A network on German credit,"
                    + " explained from all sides."
                : "What tells a benign tumour from a malignant one? A network on the Wisconsin"
                    + " data, explained from all sides.");
    List<List<Object>> results = new ArrayList<>();
    Scene scene = scene(run, data, spanish, model, results);
    run.progress().advance(1);
    quality(scene);
    run.progress().advance(1);
    Decisions.report(scene);
    run.progress().advance(1);
    WholeModel.report(scene);
    run.progress().advance(1);
    Changes.report(scene);
    run.progress().advance(1);
    RulesPart.report(scene);
    run.progress().advance(1);
    OtherModels.report(scene);
    run.progress().advance(1);
    if (credit) {
      Fairness.report(scene);
    }
    run.progress().advance(1);
    run.progress().end();
    run.results(List.of("part", "name", "value", "low", "high"), results);
  }

  private static Scene scene(
      StudyRun run, Tabular data, TableSchema spanish, Network model, List<List<Object>> results) {
    int quick = run.experiment().quickRows();
    Samples test =
        run.settings().quick() ? data.test().select(data.test().balanced(quick)) : data.test();
    INDArray train = model.accept(data.train().inputs());
    INDArray inputs = model.accept(test.inputs());
    int count = Math.min((int) run.number("background", 40), (int) train.size(0));
    INDArray background = model.accept(data.train().select(data.train().balanced(count)).inputs());
    Context context =
        run.context()
            .with(data.schema())
            .with(new Baseline.Rows(background, count + " training rows"))
            .with(Target.contrast(1, 0));
    Context learning = context.with(new Baseline.Rows(train, "training rows"));
    int samples = (int) run.number("samples", 300);
    run.note("Kernel SHAP");
    Map<String, INDArray> stored =
        run.arrays(
            "kernel-shap",
            Map.of("model", model.hash(), "data", data.hash(), "rows", test.labels().length),
            () -> {
              Attribution a = new KernelShap(samples, true).explain(model, inputs, context);
              return Map.of("attributions", a.values());
            });
    return new Scene(
        run,
        data,
        spanish,
        model,
        OtherModels.all(run, data, model),
        new Samples(inputs, test.labels(), test.classes()),
        context,
        learning,
        NdArrays.rows(model.probabilities().predict(inputs)),
        NdArrays.rows(Objects.requireNonNull(stored.get("attributions"))),
        results);
  }

  private static void quality(Scene scene) {
    scene.run().note("other models for comparison");
    StudyRun run = scene.run();
    Tabular data = scene.data();
    List<List<Object>> results = scene.results();
    List<List<Object>> rows = new ArrayList<>();
    INDArray inputs = scene.model().accept(data.test().inputs());
    scene
        .models()
        .forEach(
            (name, predictor) -> {
              double[][] p = NdArrays.rows(predictor.predict(inputs));
              int[] labels = data.test().labels();
              int right =
                  (int)
                      IntStream.range(0, p.length)
                          .filter(i -> (p[i][1] > p[i][0] ? 1 : 0) == labels[i])
                          .count();
              Proportion accuracy = Proportion.of(right, p.length);
              Auc auc = Auc.of(Arrays.stream(p).mapToDouble(s -> s[1]).toArray(), labels);
              rows.add(
                  List.of(
                      name,
                      accuracy.value(),
                      interval(accuracy.low(), accuracy.high()),
                      auc.value(),
                      interval(auc.low(), auc.high())));
              results.add(
                  List.of("accuracy", name, accuracy.value(), accuracy.low(), accuracy.high()));
              results.add(List.of("AUC", name, auc.value(), auc.low(), auc.high()));
              run.say(
                  String.format(
                      Locale.ROOT,
                      "%s: accuracy %.3f [%.3f, %.3f], AUC %.3f [%.3f, %.3f]",
                      name,
                      accuracy.value(),
                      accuracy.low(),
                      accuracy.high(),
                      auc.value(),
                      auc.low(),
                      auc.high()));
            });
    double common = Arrays.stream(data.test().labels()).average().orElse(0);
    run.page()
        .heading("How good is the model?")
        .text(
            String.format(
                Locale.ROOT,
                "On %d test rows, of which %.0f %% are “%s”, with 95 %% intervals (Wilson for the"
                    + " accuracy, DeLong for the area under the ROC curve).",
                data.test().labels().length,
                100 * common,
                data.schema().outcome(1)))
        .table(List.of("model", "accuracy", "95 % interval", "AUC", "95 % interval"), rows);
  }

  /** An interval for a table. */
  static String interval(double low, double high) {
    return String.format(Locale.ROOT, "%.3f to %.3f", low, high).replace('-', '−');
  }

  /** One row of an array. */
  static INDArray row(INDArray array, int index) {
    return array.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(index, index + 1)).dup('c');
  }

  /** Rows of an array. */
  static INDArray rows(INDArray array, int[] chosen) {
    double[][] all = NdArrays.rows(array);
    double[] flat =
        Arrays.stream(chosen).boxed().flatMapToDouble(i -> Arrays.stream(all[i])).toArray();
    return NdArrays.array(array.dataType(), flat, chosen.length, array.size(1));
  }
}
