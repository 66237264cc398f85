package org.xai4j.benchmarks.experiment;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Dataset;
import org.xai4j.benchmarks.data.Datasets;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.Digest;
import org.xai4j.core.data.Npz;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.RecordText;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;

/**
 * Runs an experiment: explains, scores, ranks. Every explanation and every score is a stage of its
 * own in the run's folder; a stage that is there for the same configuration, model, data and code
 * is not computed again.
 */
public final class Comparison {
  /** The parameter that names the library which runs the model. */
  public static final String RUNTIME = "runtime";

  private final Experiment experiment;
  private final Settings settings;
  private final Path folder;
  private final Progress progress;
  private final Dataset dataset;
  private final Compared compared;
  private final int[] rows;
  private final StageStore store;
  private final Map<String, Object> common;
  private final AttributionStages attributions;
  private final List<Outcome.Skipped> skipped = new ArrayList<>();
  private final List<Outcome.Warning> warnings = new ArrayList<>();
  private int stages;
  private int reused;

  private Comparison(
      Experiment experiment,
      Settings settings,
      Path folder,
      Progress progress,
      Consumer<String> note) {
    this.experiment = experiment;
    this.settings = settings;
    this.folder = folder;
    this.progress = progress;
    dataset = Datasets.get(experiment.data(), experiment.params());
    store = new StageStore(folder);
    Model model = Compared.model(experiment, settings);
    Samples all = dataset.test();
    rows = all.balanced(settings.quick() ? experiment.quickRows() : experiment.rows());
    Samples chosen = all.select(rows);
    Samples samples = new Samples(model.accept(chosen.inputs()), chosen.labels(), chosen.classes());
    compared = Compared.of(experiment, settings, model, samples);
    Context context = compared.context();
    common = new LinkedHashMap<>();
    common.put("model", model.hash());
    common.put("data", Digest.of(samples.inputs()));
    common.put("build", Build.id());
    common.put("seed", experiment.seed());
    common.put("target", context.target().toString());
    common.put("baseline", context.baseline().toString());
    common.put("groups", context.groups().toString());
    common.put("chunk", settings.execution().chunk());
    common.put("engine", settings.engine().id());
    common.put("precision", settings.precision().toString());
    attributions = new AttributionStages(store, common, note);
  }

  /**
   * Runs an experiment.
   *
   * @param experiment what to compare
   * @param settings how to run
   * @param folder of the run; files appear whole, finished stages are reused
   * @param progress hears of finished stages
   * @param note hears what is being done
   * @return the results, all written but for the report
   * @throws InputException if the experiment names what is not there, or the folder is not writable
   */
  public static Outcome run(
      Experiment experiment,
      Settings settings,
      Path folder,
      Progress progress,
      Consumer<String> note) {
    return new Comparison(experiment, settings, folder, progress, note).run();
  }

  private Outcome run() {
    Map<Experiment.Choice, AttributionExplainer<?>> explainers = explainers(experiment.methods());
    Map<Experiment.Choice, AttributionExplainer<?>> others = explainers(shown());
    Map<Experiment.Choice, Metric> metrics = metrics();
    double[][] probabilities = probabilities();
    int[] predicted = Arrays.stream(probabilities).mapToInt(Numeric::argmax).toArray();
    progress.begin(
        experiment.name(), (long) explainers.size() * (1 + metrics.size()) + others.size());
    List<Outcome.Method> methods;
    List<Outcome.Method> shown;
    Outcome.RunnersUp runnersUp;
    try (StageRun run =
        new StageRun(experiment, settings, folder, compared, store, attributions, progress)) {
      List<ExplainWork.Stage> wanted = new ArrayList<>(suitable(explainers, false));
      wanted.addAll(suitable(others, true));
      Map<String, AttributionStages.Kept> kept = run.explain(wanted);
      methods = methods(wanted, false, kept, explainers);
      shown = methods(wanted, true, kept, others);
      runnersUp = runnersUp(methods, probabilities);
      score(run, methods, metrics);
    }
    progress.end();
    List<Outcome.Measure> measures = new ArrayList<>();
    metrics.forEach(
        (choice, metric) ->
            measures.add(
                new Outcome.Measure(
                    choice, Registry.info(metric), RecordText.of(metric), metric.direction())));
    Outcome outcome =
        new Outcome(
            experiment,
            settings.quick(),
            dataset,
            compared.samples(),
            predicted,
            List.copyOf(methods),
            List.copyOf(shown),
            runnersUp,
            measures,
            List.copyOf(skipped),
            List.copyOf(warnings),
            ranking(methods, measures),
            provenance(methods, measures),
            stages,
            reused,
            store.remade());
    write(outcome);
    return outcome;
  }

  /** Methods that only explain the examples of the report: the parameter {@code shown}. */
  private List<Experiment.Choice> shown() {
    String ids = experiment.params().getOrDefault("shown", "");
    return Arrays.stream(ids.split("[,\\s]+"))
        .filter(id -> !id.isEmpty())
        .map(id -> new Experiment.Choice(id, id, Map.of(), "", ""))
        .toList();
  }

  private static Map<Experiment.Choice, AttributionExplainer<?>> explainers(
      List<Experiment.Choice> choices) {
    Map<Experiment.Choice, AttributionExplainer<?>> explainers = new LinkedHashMap<>();
    choices.forEach(choice -> explainers.put(choice, Compared.explainer(choice)));
    return explainers;
  }

  private Map<Experiment.Choice, Metric> metrics() {
    Map<Experiment.Choice, Metric> metrics = new LinkedHashMap<>();
    experiment.metrics().forEach(choice -> metrics.put(choice, Compared.metric(choice)));
    return metrics;
  }

  /** The probabilities of the classes of each row; of a quantity none. */
  private double[][] probabilities() {
    Model model = compared.model();
    Samples samples = compared.samples();
    if (model.regression()) {
      // A quantity is no class.
      return new double[samples.labels().length][1];
    }
    Predictor scorer =
        Target.argmax().asProbability().classes(model, compared.context().predictor(model));
    INDArray outputs = scorer.predict(samples.inputs());
    double[] flat = NdArrays.doubles(outputs);
    int k = flat.length / samples.labels().length;
    double[][] rows = new double[samples.labels().length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * k, (i + 1) * k);
    }
    return rows;
  }

  /**
   * Explains the examples of the report for the class that is second likely. These stages are not
   * among those counted: they follow from the others' settings.
   */
  private Outcome.RunnersUp runnersUp(List<Outcome.Method> methods, double[][] probabilities) {
    int[] examples = Outcome.examples(compared.samples());
    Target target = compared.context().target();
    boolean answers =
        target.selection() == Target.Selection.ARGMAX
            && target.layer().isEmpty()
            && target.place().isEmpty();
    if (!answers || examples.length == 0 || probabilities[0].length < 2) {
      return new Outcome.RunnersUp(new int[0], Map.of());
    }
    int[] classes = new int[examples.length];
    for (int e = 0; e < examples.length; e++) {
      double[] left = probabilities[examples[e]].clone();
      left[Numeric.argmax(left)] = Double.NEGATIVE_INFINITY;
      classes[e] = Numeric.argmax(left);
    }
    Map<String, INDArray> values = new LinkedHashMap<>();
    for (Outcome.Method method : methods) {
      String label = method.choice().label();
      String stage = "runners-up/" + label;
      values.put(
          label,
          attributions
              .explain(
                  stage,
                  folder.resolve(stage + ".npz"),
                  label,
                  Compared.explainer(method.choice()),
                  compared.model(),
                  compared.examples().inputs(),
                  compared.runnerUp(method.choice(), classes))
              .values());
    }
    return new Outcome.RunnersUp(classes, values);
  }

  /** The methods that apply, in order; why others do not is noted. */
  private List<ExplainWork.Stage> suitable(
      Map<Experiment.Choice, AttributionExplainer<?>> explainers, boolean examples) {
    INDArray inputs = (examples ? compared.examples() : compared.samples()).inputs();
    List<ExplainWork.Stage> suitable = new ArrayList<>();
    explainers.forEach(
        (choice, explainer) -> {
          Optional<String> why = unsuitable(explainer, inputs);
          if (why.isPresent()) {
            skipped.add(new Outcome.Skipped(choice.label(), "", why.get()));
            progress.advance(1 + (examples ? 0 : experiment.metrics().size()));
          } else {
            suitable.add(new ExplainWork.Stage(choice, examples));
          }
        });
    return suitable;
  }

  /** Why a method does not apply to the model and the rows. */
  private <M extends Predictor> Optional<String> unsuitable(
      AttributionExplainer<M> explainer, INDArray inputs) {
    M typed;
    try {
      typed = explainer.take(compared.model());
    } catch (InputException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    return explainer.unsuitable(compared.context().target().view(typed), inputs);
  }

  /** The methods that were applied, without scores. */
  private List<Outcome.Method> methods(
      List<ExplainWork.Stage> wanted,
      boolean examples,
      Map<String, AttributionStages.Kept> kept,
      Map<Experiment.Choice, AttributionExplainer<?>> explainers) {
    List<Outcome.Method> methods = new ArrayList<>();
    for (ExplainWork.Stage stage : wanted) {
      AttributionStages.Kept made = kept.get(stage.name());
      AttributionExplainer<?> explainer = explainers.get(stage.method());
      if (stage.examples() == examples && made != null && explainer != null) {
        stages++;
        reused += made.reused() ? 1 : 0;
        if (!made.warning().isEmpty()) {
          warnings.add(new Outcome.Warning(stage.method().label(), made.warning()));
        }
        methods.add(
            new Outcome.Method(
                stage.method(),
                Registry.info(explainer),
                RecordText.of(explainer),
                made.values(),
                made.cost(),
                new LinkedHashMap<>()));
      }
    }
    return methods;
  }

  /** Scores the methods by the metrics that apply; why others do not is noted. */
  private void score(
      StageRun run, List<Outcome.Method> methods, Map<Experiment.Choice, Metric> metrics) {
    Map<String, INDArray> values = new LinkedHashMap<>();
    methods.forEach(m -> values.put(m.choice().label(), m.attributions()));
    List<ScoreWork.Stage> wanted = new ArrayList<>();
    metrics.forEach(
        (choice, metric) -> {
          for (Outcome.Method method : methods) {
            Optional<String> why =
                metric.unsuitable(compared.subject(method.choice(), method.attributions()));
            if (why.isPresent()) {
              skipped.add(new Outcome.Skipped(method.choice().label(), choice.label(), why.get()));
              progress.advance(1);
            } else {
              wanted.add(new ScoreWork.Stage(choice, method.choice()));
            }
          }
        });
    Map<String, StageRun.Kept> kept = run.score(wanted, values);
    for (ScoreWork.Stage stage : wanted) {
      StageRun.Kept scored = kept.get(stage.name());
      for (Outcome.Method method : methods) {
        if (scored != null && method.choice().equals(stage.method())) {
          stages++;
          reused += scored.reused() ? 1 : 0;
          method.scores().put(stage.metric().label(), scored.scores());
        }
      }
    }
  }

  private Ranking ranking(List<Outcome.Method> methods, List<Outcome.Measure> measures) {
    Map<String, Metric.Direction> directions = new LinkedHashMap<>();
    measures.forEach(m -> directions.put(m.choice().label(), m.direction()));
    Map<String, Map<String, double[]>> values = new LinkedHashMap<>();
    for (Outcome.Method method : methods) {
      Map<String, double[]> own = new LinkedHashMap<>();
      method.scores().forEach((metric, scores) -> own.put(metric, scores.values()));
      values.put(method.choice().label(), own);
    }
    Optional<String> control =
        methods.stream()
            .filter(m -> m.choice().id().equals(Ranking.CONTROL))
            .map(m -> m.choice().label())
            .findFirst();
    return Ranking.of(values, directions, control, experiment.seed());
  }

  private Map<String, Object> provenance(
      List<Outcome.Method> methods, List<Outcome.Measure> measures) {
    Map<String, Object> map = new LinkedHashMap<>(common);
    map.put("experiment", experiment.describe());
    map.put("quick", settings.quick());
    map.put("rows", Arrays.stream(rows).boxed().toList());
    map.put("environment", Provenance.environment(settings.engine().id()));
    map.put("time", Provenance.now());
    Map<String, Object> methodParameters = new TreeMap<>();
    methods.forEach(m -> methodParameters.put(m.choice().label(), m.parameters()));
    map.put("methods", methodParameters);
    Map<String, Object> metricParameters = new TreeMap<>();
    measures.forEach(m -> metricParameters.put(m.choice().label(), m.parameters()));
    map.put("metrics", metricParameters);
    return map;
  }

  private void write(Outcome outcome) {
    List<List<Object>> results = new ArrayList<>();
    List<List<Object>> costs = new ArrayList<>();
    Map<String, INDArray> attributions = new LinkedHashMap<>();
    Map<String, Outcome.Method> sorted = new TreeMap<>();
    outcome.methods().forEach(m -> sorted.put(m.choice().label(), m));
    int n = compared.samples().labels().length;
    for (int i = 0; i < n; i++) {
      for (Map.Entry<String, Outcome.Method> method : sorted.entrySet()) {
        for (Map.Entry<String, Scores> scores :
            new TreeMap<>(method.getValue().scores()).entrySet()) {
          results.add(
              List.of(
                  experiment.name(),
                  i,
                  method.getKey(),
                  scores.getKey(),
                  scores.getValue().values()[i]));
        }
      }
    }
    sorted.forEach(
        (label, method) -> {
          attributions.put(label, method.attributions());
          costs.add(
              List.of(
                  label,
                  method.cost().seconds() / n,
                  method.cost().forwardRows(),
                  method.cost().backwardRows()));
        });
    Csv.write(
        folder.resolve("results.csv"),
        List.of("experiment", "instance", "method", "metric", "value"),
        results);
    Csv.write(
        folder.resolve("costs.csv"),
        List.of("method", "seconds_per_explanation", "forward_rows", "backward_rows"),
        costs);
    List<List<Object>> ranks = new ArrayList<>();
    for (Ranking.Row row : outcome.ranking().rows()) {
      ranks.add(List.of(row.label(), row.rank().mean(), row.rank().low(), row.rank().high()));
    }
    Csv.write(folder.resolve("ranking.csv"), List.of("method", "mean_rank", "low", "high"), ranks);
    if (!attributions.isEmpty()) {
      Npz.write(folder.resolve("attributions.npz"), attributions);
    }
    byte[] json = StageStore.json(outcome.provenance()).getBytes(StandardCharsets.UTF_8);
    WholeFile.write(folder.resolve("provenance.json"), out -> out.write(json));
  }
}
