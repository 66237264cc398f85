package org.xai4j.benchmarks.study.tabular;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.shapley.KernelShap;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Tabular;
import org.xai4j.benchmarks.report.AgreementChart;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.benchmarks.training.TribuoClassifier;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.importer.onnx.OnnxRequest;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.evaluation.statistics.Clusters;
import org.xai4j.evaluation.statistics.Correlation;

/**
 * The same explanation of models of other kinds that learnt the same task: a network of another
 * library, a forest, a boosted ensemble, a regression. Kernel SHAP of the probability of class 1,
 * each against the same background.
 */
final class OtherModels {
  private static final int ROWS = 60;
  private static final int QUICK = 6;
  private static final int TOP = 5;

  private OtherModels() {}

  /** The kinds of models by name, all giving probabilities. */
  static Map<String, Predictor> all(StudyRun run, Tabular data, Network network) {
    long seed = run.experiment().seed();
    Map<String, Predictor> models = new LinkedHashMap<>();
    models.put("Deeplearning4j network", network.probabilities());
    models.put(
        "ONNX network",
        Models.read(run.experiment().data() + "-onnx")
            .as(run.settings().precision())
            .probabilities());
    models.put(
        "random forest", TribuoClassifier.forest(data, (int) run.number("trees", 200), seed));
    models.put("logistic regression", TribuoClassifier.logistic(data, seed));
    Model boosted = Models.model(run.experiment().data() + "-boosted", OnnxRequest.standard());
    models.put(
        "boosted trees",
        Target.of(1).asProbability().classes(boosted, rows -> scores(boosted, rows)));
    return models;
  }

  /** Of the type of the rows, as the other models give them. */
  private static INDArray scores(Model model, INDArray rows) {
    return model.predict(rows).castTo(rows.dataType());
  }

  static void report(TabularStudy.Scene scene) {
    scene.run().note("the same explanation of other models");
    int count =
        Math.min(scene.run().settings().quick() ? QUICK : ROWS, scene.test().labels().length);
    int[] rows = scene.test().balanced(count);
    INDArray inputs = TabularStudy.rows(scene.test().inputs(), rows);
    Context context = scene.context().with(Target.of(1).asProbability());
    int samples = (int) scene.run().number("samples", 300);
    List<String> names = new ArrayList<>();
    List<double[][]> values = new ArrayList<>();
    List<int[]> answers = new ArrayList<>();
    List<List<Object>> table = new ArrayList<>();
    scene
        .models()
        .forEach(
            (name, model) -> {
              Map<String, INDArray> stored =
                  scene
                      .run()
                      .arrays(
                          "other-models/" + names.size(),
                          Map.of("model", name, "rows", count, "samples", samples),
                          () -> {
                            Attribution a =
                                new KernelShap(samples, true).explain(model, inputs, context);
                            return Map.of("attributions", a.values());
                          });
              double[][] shap = NdArrays.rows(Objects.requireNonNull(stored.get("attributions")));
              double[][] p = NdArrays.rows(model.predict(inputs));
              names.add(name);
              values.add(shap);
              answers.add(Arrays.stream(p).mapToInt(s -> s[1] > s[0] ? 1 : 0).toArray());
              List<Integer> order = WholeModel.order(WholeModel.size(shap));
              table.add(
                  List.of(
                      name,
                      String.join(
                          ", ",
                          order.stream().limit(TOP).map(c -> scene.names().get(c)).toList())));
            });
    int n = names.size();
    double[][] whole = new double[n][n];
    double[][] single = new double[n][n];
    List<List<Object>> pairs = new ArrayList<>();
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        whole[a][b] =
            Correlation.spearman(WholeModel.size(values.get(a)), WholeModel.size(values.get(b)));
        single[a][b] = rows(values.get(a), values.get(b));
        if (b < a) {
          double same = same(answers.get(a), answers.get(b));
          double top = top(values.get(a), values.get(b));
          String pair = names.get(b) + ", " + names.get(a);
          pairs.add(List.of(pair, same, whole[a][b], single[a][b], top));
          scene.result("models: equal answers", pair, same, 0, 0);
          scene.result("models: rank correlation of mean |SHAP|", pair, whole[a][b], 0, 0);
          scene.result("models: correlation of SHAP in a row", pair, single[a][b], 0, 0);
          scene.result("models: share of the five largest in common", pair, top, 0, 0);
          scene
              .run()
              .say(
                  String.format(
                      Locale.ROOT,
                      "%s: equal answers %.2f, rank correlation of mean |SHAP| %.2f, in a row %.2f",
                      pair,
                      same,
                      whole[a][b],
                      single[a][b]));
        }
      }
    }
    scene
        .run()
        .page()
        .heading("Do models that learnt the same task have the same reasons?")
        .text(
            "The same Kernel SHAP, of the probability of “"
                + scene.data().schema().outcome(1)
                + "” for "
                + count
                + " test rows against the same background, of models of several kinds: anything that"
                + " predicts can be explained. A model is no fact of nature: where the answers are"
                + " the same and the reasons are not, neither model's reasons are those of the"
                + " world.")
        .table(List.of("model", "most important features, by mean |SHAP|"), table)
        .svg(
            "Rank correlation of mean |SHAP|, in %",
            AgreementChart.draw(
                "Agreement of the models on the importance of features",
                names,
                whole,
                Clusters.of(distances(whole))))
        .svg(
            "Correlation of the SHAP values of a row, mean over the rows, in %",
            AgreementChart.draw(
                "Agreement of the explanations of the models",
                names,
                single,
                Clusters.of(distances(single))))
        .table(
            List.of(
                "models",
                "equal answers",
                "rank correlation of mean |SHAP|",
                "correlation in a row",
                "five largest of a row in common"),
            pairs);
  }

  private static double[][] distances(double[][] agreement) {
    return Arrays.stream(agreement)
        .map(row -> Arrays.stream(row).map(v -> 1 - v).toArray())
        .toArray(double[][]::new);
  }

  private static double same(int[] a, int[] b) {
    return IntStream.range(0, a.length).filter(i -> a[i] == b[i]).count() / (double) a.length;
  }

  /** Pearson's correlation of the values of a row, mean over the rows. */
  private static double rows(double[][] a, double[][] b) {
    return IntStream.range(0, a.length)
        .mapToDouble(i -> Numeric.pearson(a[i], b[i]))
        .filter(r -> !Double.isNaN(r))
        .average()
        .orElse(Double.NaN);
  }

  private static double top(double[][] a, double[][] b) {
    return IntStream.range(0, a.length)
        .mapToDouble(
            i -> {
              List<Integer> other = Decisions.top(b[i]);
              return Decisions.top(a[i]).stream().filter(other::contains).count() / (double) TOP;
            })
        .average()
        .orElse(Double.NaN);
  }
}
