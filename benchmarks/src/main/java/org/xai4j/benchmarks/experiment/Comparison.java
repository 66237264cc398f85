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
import org.xai4j.benchmarks.data.ModelRuntime;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.Digest;
import org.xai4j.core.data.Npz;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.importer.onnx.OnnxRequest;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.RecordText;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;

/**
 * Runs an experiment: explains, scores, ranks. Every explanation and every score is a stage of its
 * own in the run's folder; a stage that is there for the same configuration, model, data and code
 * is not computed again.
 */
public final class Comparison {
  /** The parameter that names the library which runs the model. */
  public static final String RUNTIME = "runtime";

  /** Folder of the methods that are drawn only. */
  private static final String EXAMPLES = "examples";

  private final Experiment experiment;
  private final Settings settings;
  private final Path folder;
  private final Progress progress;
  private final Consumer<String> note;
  private final Dataset dataset;
  private final Model model;
  private final int[] rows;
  private final Samples samples;
  private final Context context;
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
    this.note = note;
    dataset = Datasets.get(experiment.data(), experiment.params());
    store = new StageStore(folder);
    // The images of data sets have channels first.
    Model read = model(experiment).as(settings.precision());
    model =
        read instanceof Network network && read.inputShape().size() == 3
            ? network.channelsFirst()
            : read;
    Samples all = dataset.test();
    rows = all.balanced(settings.quick() ? experiment.quickRows() : experiment.rows());
    Samples chosen = all.select(rows);
    samples = new Samples(model.accept(chosen.inputs()), chosen.labels(), chosen.classes());
    context =
        Context.standard()
            .with(experiment.asked())
            .with(Baseline.parse(experiment.baseline()))
            .with(FeatureGroups.parse(experiment.groups()))
            .withSeed(experiment.seed())
            .with(settings.execution())
            .with(settings.engine());
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
    int[] predicted = predicted();
    progress.begin(
        experiment.name(), (long) explainers.size() * (1 + metrics.size()) + others.size());
    List<Outcome.Method> methods = new ArrayList<>();
    explainers.forEach(
        (choice, explainer) ->
            explain(choice, explainer, "attributions", samples).ifPresent(methods::add));
    Samples examples = samples.select(Outcome.examples(samples));
    List<Outcome.Method> shown = new ArrayList<>();
    others.forEach(
        (choice, explainer) ->
            explain(choice, explainer, EXAMPLES, examples).ifPresent(shown::add));
    metrics.forEach(
        (choice, metric) -> {
          for (Outcome.Method method : methods) {
            AttributionExplainer<?> explainer = explainers.get(method.choice());
            if (explainer != null) {
              score(choice, metric, method, explainer);
            }
          }
        });
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
            samples,
            predicted,
            List.copyOf(methods),
            List.copyOf(shown),
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
    @SuppressWarnings("rawtypes") // the service is looked up by its raw class
    Registry<Explainer> registry = Registry.load("method", Explainer.class);
    Map<Experiment.Choice, AttributionExplainer<?>> explainers = new LinkedHashMap<>();
    for (Experiment.Choice choice : choices) {
      Explainer<?> made = registry.create(choice.id(), choice.params());
      if (!(made instanceof AttributionExplainer<?> explainer)) {
        throw new InputException(
            "The method " + choice.id() + " gives no attributions to compare.");
      }
      explainers.put(choice, explainer);
    }
    return explainers;
  }

  private Map<Experiment.Choice, Metric> metrics() {
    Registry<Metric> registry = Registry.load("metric", Metric.class);
    Map<Experiment.Choice, Metric> metrics = new LinkedHashMap<>();
    for (Experiment.Choice choice : experiment.metrics()) {
      metrics.put(choice, registry.create(choice.id(), choice.params()));
    }
    return metrics;
  }

  /** The model, with the layout and the output that the parameters may name. */
  private static Model model(Experiment experiment) {
    Map<String, String> params = experiment.params();
    Optional<String> output = Optional.ofNullable(params.get("model-output"));
    String runtime = params.getOrDefault(RUNTIME, "");
    Model read =
        runtime.isEmpty()
            ? Models.model(experiment.model(), new OnnxRequest(Optional.empty(), output, Map.of()))
            : ModelRuntime.of(runtime).open(Path.of(experiment.model()), Optional.empty(), output);
    return params.containsKey("layout") ? read.with(ImageLayout.parse(params.get("layout"))) : read;
  }

  private int[] predicted() {
    if (model.regression()) {
      // A quantity is no class.
      return new int[samples.labels().length];
    }
    Predictor scorer = Target.argmax().asProbability().classes(model, context.predictor(model));
    INDArray outputs = scorer.predict(samples.inputs());
    double[] flat = NdArrays.doubles(outputs);
    int k = flat.length / samples.labels().length;
    int[] classes = new int[samples.labels().length];
    for (int i = 0; i < flat.length; i++) {
      int row = i / k;
      if (flat[i] > flat[row * k + classes[row]]) {
        classes[row] = i % k;
      }
    }
    return classes;
  }

  private <M extends Predictor> Optional<Outcome.Method> explain(
      Experiment.Choice choice, AttributionExplainer<M> explainer, String part, Samples explained) {
    INDArray inputs = explained.inputs();
    Optional<String> why = unsuitable(explainer, inputs);
    if (why.isPresent()) {
      skipped.add(new Outcome.Skipped(choice.label(), "", why.get()));
      progress.advance(1 + (part.equals(EXAMPLES) ? 0 : experiment.metrics().size()));
      return Optional.empty();
    }
    stages++;
    String stage = part + "/" + choice.label();
    AttributionStages.Kept kept =
        attributions.explain(
            stage,
            folder.resolve(stage + ".npz"),
            choice.label(),
            explainer,
            model,
            inputs,
            choice.in(context));
    reused += kept.reused() ? 1 : 0;
    warn(choice, kept.warning());
    progress.advance(1);
    return Optional.of(
        new Outcome.Method(
            choice,
            Registry.info(explainer),
            RecordText.of(explainer),
            kept.values(),
            kept.cost(),
            new LinkedHashMap<>()));
  }

  /** Why a method does not apply to the model and the rows. */
  private <M extends Predictor> Optional<String> unsuitable(
      AttributionExplainer<M> explainer, INDArray inputs) {
    M typed;
    try {
      typed = explainer.take(model);
    } catch (InputException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    return explainer.unsuitable(context.target().view(typed), inputs);
  }

  private void warn(Experiment.Choice choice, String sentence) {
    if (!sentence.isEmpty()) {
      warnings.add(new Outcome.Warning(choice.label(), sentence));
    }
  }

  private <M extends Predictor> void score(
      Experiment.Choice choice,
      Metric metric,
      Outcome.Method method,
      AttributionExplainer<M> explainer) {
    Context own = method.choice().in(context);
    Subject subject =
        new Subject(
            model,
            samples.inputs(),
            method.attributions(),
            own.groups(),
            Optional.of(new Regrouped<>(explainer, own.baseline(), own.groups())),
            context);
    Optional<String> why = metric.unsuitable(subject);
    if (why.isPresent()) {
      skipped.add(new Outcome.Skipped(method.choice().label(), choice.label(), why.get()));
      progress.advance(1);
      return;
    }
    stages++;
    String stage = "scores/" + method.choice().label() + "--" + choice.label();
    Path file = folder.resolve(stage + ".csv");
    Map<String, Object> configuration =
        attributions.configuration(explainer, model, samples.inputs(), own);
    configuration.put("metric", choice.id());
    configuration.put("metric-parameters", RecordText.of(metric));
    configuration.put("attributions", Digest.of(method.attributions()));
    String key = StageStore.key(configuration);
    Scores scores =
        store
            .finished(stage, key, file)
            .flatMap(entry -> attempt(() -> ScoreFile.read(file)))
            .orElse(null);
    if (scores != null) {
      reused++;
    } else {
      note.accept(choice.label() + " of " + method.choice().label());
      store.begin(stage);
      scores = metric.score(subject);
      ScoreFile.write(file, choice.label(), scores);
      store.finish(stage, key, file, Map.of("time", Provenance.now()));
    }
    method.scores().put(choice.label(), scores);
    progress.advance(1);
  }

  /** A stored result, or nothing if its file cannot be read. */
  private static <T> Optional<T> attempt(java.util.function.Supplier<T> read) {
    try {
      return Optional.of(read.get());
    } catch (InputException e) {
      return Optional.empty();
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
    int n = samples.labels().length;
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
