package org.xai4j.benchmarks.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Model;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import picocli.CommandLine.Option;

/** What is asked of a method or metric. */
final class RequestOptions {
  @Option(
      names = "--target",
      paramLabel = "CLASS",
      defaultValue = "argmax",
      description =
          "The output to explain: argmax, a class, a list with one class per row, a contrast such"
              + " as 3-5 or a unit of a layer such as conv2:17; for a model that scores places, with"
              + " the place: a pixel or step (3@12,40, argmax@-1), 3@mean, argmax@mask (where it is"
              + " predicted), 3@MASK.npy; error: that of a reconstruction (default:"
              + " ${DEFAULT-VALUE}).")
  private String target = "argmax";

  @Option(
      names = "--explain",
      paramLabel = "WHAT",
      defaultValue = "logit",
      description = "logit or probability (default: ${DEFAULT-VALUE}).")
  private String output = "logit";

  @Option(
      names = "--baseline",
      paramLabel = "WHAT",
      defaultValue = "zeros",
      description =
          "What stands for absent features, or the data a method learns from: zeros, mean, inputs"
              + " (all of them, to average over), a number, blur:SIGMA, an .npy file; with a data set as input train or train:100, its training rows"
              + " (default: ${DEFAULT-VALUE}).")
  private String baseline = "zeros";

  @Option(
      names = "--groups",
      paramLabel = "WHAT",
      defaultValue = "none",
      description =
          "Which elements form one feature: none, grid:RxC, slic:N, columns, steps (of a sequence),"
              + " segments:N, tokens (padding is one feature) or an .npy file"
              + " (default: ${DEFAULT-VALUE}).")
  private String groups = "none";

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description =
          "Attribute this layer's output instead of the input; list layers with: xai4j inspect.")
  private Optional<String> layer = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of all randomness (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "-P",
      paramLabel = "KEY=VALUE",
      description = "Sets a parameter; list them with: xai4j methods, xai4j metrics.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  /** Made by the parser. */
  RequestOptions() {}

  Map<String, String> parameters() {
    return parameters;
  }

  /** The layer that is attributed in place of the input. */
  Optional<String> layer() {
    return layer;
  }

  /** The baseline as it was written. */
  String baseline() {
    return baseline;
  }

  /** Whether the baseline is rows that only the command knows how to read. */
  private boolean rows() {
    return baseline.matches("train(:[1-9]\\d{0,8})?|.*\\.csv");
  }

  Context context(RunOptions run, Progress progress) {
    return context(run, progress, Baseline.parse(baseline));
  }

  /** A context whose baseline {@link TableInput} completes where it names rows of a table. */
  Context tabular(RunOptions run, Progress progress) {
    return context(run, progress, rows() ? Baseline.zeros() : Baseline.parse(baseline));
  }

  private Context context(RunOptions run, Progress progress, Baseline base) {
    Context context =
        Context.standard()
            .with(target())
            .with(base)
            .with(FeatureGroups.parse(groups))
            .withSeed(seed)
            .with(run.execution())
            .with(run.engine())
            .with(progress);
    return layer.map(context::withLayer).orElse(context);
  }

  /** Refuses the probability of a model that has none. */
  void requireProbability(Model model) {
    InputException.check(
        !output.equalsIgnoreCase("probability") || !model.regression(),
        "The model has one output, a quantity (it does not end in a sigmoid), so there is no"
            + " probability; leave --explain out.");
  }

  /** Refuses the mean of one row, which is that row: nothing would differ from it. */
  void requireBaseline(INDArray inputs) {
    InputException.check(
        inputs.size(0) > 1 || !baseline.strip().equals("mean"),
        "The mean of one row is that row, so that every value would be 0; explain several rows, or"
            + " give --baseline zeros, a number, an .npy file of the mean, or train for a data set.");
  }

  private Target target() {
    Target parsed = Target.parse(target.strip());
    return switch (output.toLowerCase(Locale.ROOT)) {
      case "logit" -> parsed;
      case "probability" -> parsed.asProbability();
      default ->
          throw new InputException(
              "The output to explain is logit or probability, not '" + output + "'.");
    };
  }
}
