package org.xai4j.benchmarks.experiment;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.data.ModelRuntime;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.scale.ExplainRows;
import org.xai4j.benchmarks.scale.RowCuts;
import org.xai4j.benchmarks.scale.RowRange;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.importer.onnx.OnnxRequest;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;

/**
 * What a comparison explains and scores, as every process that works at it has it. Thread-safe.
 *
 * @param model with channels first
 * @param samples the rows, as the model takes them
 * @param context what is asked of all methods
 */
record Compared(Model model, Samples samples, Context context) {
  /** The model, with the layout and the output that the parameters may name. */
  static Model model(Experiment experiment, Settings settings) {
    Map<String, String> params = experiment.params();
    Optional<String> output = Optional.ofNullable(params.get("model-output"));
    String runtime = params.getOrDefault(Comparison.RUNTIME, "");
    Model file =
        runtime.isEmpty()
            ? Models.model(experiment.model(), new OnnxRequest(Optional.empty(), output, Map.of()))
            : ModelRuntime.of(runtime).open(Path.of(experiment.model()), Optional.empty(), output);
    Model laid =
        params.containsKey("layout") ? file.with(ImageLayout.parse(params.get("layout"))) : file;
    Model read = laid.as(settings.precision());
    // The images of data sets have channels first.
    return read instanceof Network network && read.inputShape().size() == 3
        ? network.channelsFirst()
        : read;
  }

  /** Rows of a model, asked as the experiment says. */
  static Compared of(Experiment experiment, Settings settings, Model model, Samples samples) {
    Context context =
        Context.standard()
            .with(experiment.asked())
            .with(Baseline.parse(experiment.baseline()))
            .with(FeatureGroups.parse(experiment.groups()).on(model))
            .withSeed(experiment.seed())
            .with(settings.execution())
            .with(settings.engine());
    return new Compared(model, samples, context);
  }

  /** The method of a choice. */
  static AttributionExplainer<?> explainer(Experiment.Choice choice) {
    Explainer<?> made =
        Registry.load("method", Explainer.class).create(choice.id(), choice.params());
    if (made instanceof AttributionExplainer<?> explainer) {
      return explainer;
    }
    throw new InputException("The method " + choice.id() + " gives no attributions to compare.");
  }

  /** The metric of a choice. */
  static Metric metric(Experiment.Choice choice) {
    return Registry.load("metric", Metric.class).create(choice.id(), choice.params());
  }

  /** The few rows that the report draws. */
  Samples examples() {
    return samples.select(Outcome.examples(samples));
  }

  /** Where all rows may be cut, if the method answers each for itself. */
  Optional<RowCuts> cuts(Experiment.Choice choice) {
    ExplainRows<?> rows = ExplainRows.of(explainer(choice), model, choice.in(context));
    INDArray inputs = samples.inputs();
    int asked = context.execution().chunk();
    return rows.together(inputs.size(0)).isPresent()
        ? Optional.empty()
        : Optional.of(RowCuts.of(rows.chunk(inputs), asked, inputs.length() / inputs.size(0)));
  }

  /** What a method is asked for the classes that the examples might have had. */
  Context runnerUp(Experiment.Choice choice, int... classes) {
    Context own = choice.in(context);
    Target target = Target.of(classes);
    boolean probability = own.target().output() == Target.Output.PROBABILITY;
    Context asked = own.with(probability ? target.asProbability() : target);
    return own.baseline() instanceof Baseline.Mean mean
        ? asked.with(new Baseline.Rows(mean.resolve(samples.inputs()), mean.toString()))
        : asked;
  }

  /** Explains some of the rows with the bytes that all at once have. */
  Attribution explain(Experiment.Choice choice, INDArray inputs, RowRange range) {
    Context own = choice.in(context);
    if (range.size() == inputs.size(0)) {
      return explain(explainer(choice), inputs, own);
    }
    Baseline baseline =
        own.baseline() instanceof Baseline.Mean || own.baseline() instanceof Baseline.Inputs
            ? new Baseline.Rows(own.baseline().resolve(inputs), own.baseline().toString())
            : own.baseline();
    INDArray some = inputs.get(NDArrayIndex.interval(range.from(), range.to())).dup('c');
    return explain(explainer(choice), some, own.with(baseline));
  }

  private <M extends Predictor> Attribution explain(
      AttributionExplainer<M> explainer, INDArray inputs, Context own) {
    return explainer.explain(explainer.take(model), inputs, own);
  }

  /** What a metric looks at: a method and its attributions of all rows. */
  Subject subject(Experiment.Choice method, INDArray attributions) {
    return subject(method, explainer(method), attributions);
  }

  private <M extends Predictor> Subject subject(
      Experiment.Choice method, AttributionExplainer<M> explainer, INDArray attributions) {
    Context own = method.in(context);
    // A metric explains changed rows against the background of the unchanged ones.
    Baseline baseline =
        own.baseline() instanceof Baseline.Inputs all
            ? new Baseline.Rows(samples.inputs(), all.toString())
            : own.baseline();
    return new Subject(
        model,
        samples.inputs(),
        attributions,
        own.groups(),
        Optional.of(new Regrouped<>(explainer, baseline, own.groups())),
        context);
  }

  /** The scores of a method. */
  Scores score(Experiment.Choice metric, Experiment.Choice method, INDArray attributions) {
    return metric(metric).score(subject(method, attributions));
  }
}
