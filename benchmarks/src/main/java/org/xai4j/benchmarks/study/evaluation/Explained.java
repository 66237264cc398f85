package org.xai4j.benchmarks.study.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Datasets;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.report.Numbers;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.core.data.Digest;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.RecordText;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.statistics.Bootstrap;

/**
 * A method of an experiment with its attributions of some rows, which are a stage of the run.
 *
 * @param label names the method
 * @param subject its attributions, ready to be scored
 */
public record Explained(String label, Subject subject) {
  /** Resamples of every interval of these experiments. */
  static final int RESAMPLES = 2000;

  /**
   * Explains rows with every method of the experiment that applies; the run says which do not.
   *
   * @param run gives the methods; keeps the attributions
   * @param stage names them among others of the run
   * @param model explained
   * @param inputs the rows
   * @param context target, baseline and groups
   * @return in the experiment's order, at least one
   * @throws InputException if no method applies
   */
  static List<Explained> all(
      StudyRun run, String stage, Network model, INDArray inputs, Context context) {
    return all(run, stage, run.experiment().methods(), model, inputs, context);
  }

  /**
   * Explains rows with every method of a list that applies; the run says which do not.
   *
   * @param run keeps the attributions
   * @param stage names them among others of the run
   * @param choices the methods
   * @param model explained
   * @param inputs the rows
   * @param context target, baseline and groups
   * @return in the order of the list, at least one
   * @throws InputException if no method applies
   */
  public static List<Explained> all(
      StudyRun run,
      String stage,
      List<Experiment.Choice> choices,
      Network model,
      INDArray inputs,
      Context context) {
    List<Explained> list = new ArrayList<>();
    for (Experiment.Choice choice : choices) {
      if (registry().create(choice.id(), choice.params()) instanceof AttributionExplainer<?> e) {
        one(run, stage, choice, e, model, inputs, context).ifPresent(list::add);
      } else {
        throw new InputException(
            "The method " + choice.id() + " gives no attributions to compare.");
      }
    }
    InputException.check(
        !list.isEmpty(),
        "None of the methods of the experiment %s applies to %s; name others.",
        run.experiment().name(),
        model);
    return list;
  }

  @SuppressWarnings("rawtypes") // the service is looked up by its raw class
  private static Registry<Explainer> registry() {
    return Registry.load("method", Explainer.class);
  }

  private static <M extends Predictor> Optional<Explained> one(
      StudyRun run,
      String stage,
      Experiment.Choice choice,
      AttributionExplainer<M> explainer,
      Network model,
      INDArray inputs,
      Context context) {
    Context own = choice.in(context);
    M typed = explainer.take(model);
    Optional<String> why = explainer.unsuitable(own.target().view(typed), inputs);
    if (why.isPresent()) {
      run.say(stage + ": " + choice.label() + " is left out: " + why.get());
      return Optional.empty();
    }
    INDArray values =
        run.attribution(stage + "/" + choice.label(), choice.label(), explainer, model, inputs, own)
            .values();
    return Optional.of(
        new Explained(
            choice.label(),
            new Subject(model, inputs, values, own.groups(), Optional.of(explainer), context)));
  }

  /**
   * Scores by a metric as a stage of the run.
   *
   * @param run keeps the scores
   * @param stage names them among others of the run
   * @param metric scores
   * @return the scores
   */
  Scores score(StudyRun run, String stage, Metric metric) {
    return score(run, stage, metric, subject);
  }

  /**
   * Scores another subject of the same method as a stage of the run.
   *
   * @param run keeps the scores
   * @param stage names them among others of the run
   * @param metric scores
   * @param of what is scored
   * @return the scores
   */
  public Scores score(StudyRun run, String stage, Metric metric, Subject of) {
    return run.stage(
        stage + "/" + label + "--" + Registry.info(metric).id(),
        configuration(metric, of),
        Scores.class,
        () -> {
          run.note(Registry.info(metric).title() + " of " + label);
          return metric.score(of);
        });
  }

  /** What the scores of a subject depend on. */
  static Map<String, Object> configuration(Metric metric, Subject of) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("metric", Registry.info(metric).id());
    configuration.put("parameters", RecordText.of(metric));
    configuration.put("attributions", Digest.of(of.attributions()));
    configuration.put("baseline", of.context().baseline().toString());
    configuration.put("groups", of.context().groups().toString());
    configuration.put("target", of.context().target().toString());
    if (of.model() instanceof Network network) {
      configuration.put("model", network.hash());
    }
    of.truth().masks().ifPresent(m -> configuration.put("masks", Digest.of(m)));
    return configuration;
  }

  /**
   * The mean curve of scores.
   *
   * @param scores with curves
   * @return the mean over the rows where a point is defined
   */
  static double[] mean(Scores scores) {
    double[] mean = new double[scores.points().length];
    Arrays.setAll(
        mean,
        p ->
            Arrays.stream(scores.curves())
                .mapToDouble(c -> c[p])
                .filter(v -> !Double.isNaN(v))
                .average()
                .orElse(Double.NaN));
    return mean;
  }

  /** The digits that an experiment explains, and the shipped network or that of a file. */
  record Digits(Network model, INDArray inputs, int[] labels) {
    static Digits of(StudyRun run) {
      Experiment experiment = run.experiment();
      Network model =
          Models.read(experiment.model().isEmpty() ? "mnist" : experiment.model())
              .as(run.settings().precision());
      Samples all = Datasets.get("mnist").test();
      Samples some =
          all.select(
              all.balanced(run.settings().quick() ? experiment.quickRows() : experiment.rows()));
      run.fact("model", model.hash());
      run.fact("data", Digest.of(some.inputs()));
      return new Digits(model, model.accept(some.inputs()), some.labels());
    }
  }

  /** A mean with its interval in words. */
  static String words(Bootstrap.Interval interval) {
    return Numbers.interval(interval.mean(), interval.low(), interval.high());
  }

  /** The standard deviation of a sample; 0 for a single value. */
  static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum()
            / Math.max(1, values.length - 1));
  }
}
