package org.xai4j.benchmarks.experiment;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Dataset;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.core.registry.Info;
import org.xai4j.core.run.Cost;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;

/**
 * What a comparison found.
 *
 * @param experiment that was run, with the seed that was used
 * @param quick whether it was a quick run
 * @param dataset where the rows come from
 * @param samples the explained rows
 * @param predicted the model's class per row
 * @param methods in the experiment's order
 * @param shown methods that are drawn but not scored, with attributions of the {@link #examples()}
 * @param runnersUp why the {@link #examples()} might have had another answer
 * @param metrics in the experiment's order
 * @param skipped what does not apply
 * @param warnings what an explanation says against itself
 * @param ranking of the methods
 * @param provenance how it was made
 * @param stages how many there were
 * @param reused how many were taken from an earlier run
 * @param remade a sentence for each stored stage that was damaged, edited or deleted
 */
public record Outcome(
    Experiment experiment,
    boolean quick,
    Dataset dataset,
    Samples samples,
    int[] predicted,
    List<Method> methods,
    List<Method> shown,
    RunnersUp runnersUp,
    List<Measure> metrics,
    List<Skipped> skipped,
    List<Warning> warnings,
    Ranking ranking,
    Map<String, Object> provenance,
    int stages,
    int reused,
    List<String> remade) {
  private static final int MOST_EXAMPLES = 10;

  /**
   * A method with its results.
   *
   * @param choice of the experiment
   * @param info describes it
   * @param parameters all, as texts
   * @param attributions of the inputs' shape
   * @param cost of all rows
   * @param scores by metric label
   */
  public record Method(
      Experiment.Choice choice,
      Info info,
      Map<String, String> parameters,
      INDArray attributions,
      Cost cost,
      Map<String, Scores> scores) {}

  /**
   * The examples explained for the answer that is second likely.
   *
   * @param classes the second likely class of each example; empty if answers are no classes, or the
   *     experiment explains something else than the answer
   * @param attributions by label of the method, of the examples' shape
   */
  public record RunnersUp(int[] classes, Map<String, INDArray> attributions) {
    /** Copies the map. */
    public RunnersUp {
      attributions = Map.copyOf(attributions);
    }
  }

  /**
   * A metric.
   *
   * @param choice of the experiment
   * @param info describes it
   * @param parameters all, as texts
   * @param direction which values are better
   */
  public record Measure(
      Experiment.Choice choice,
      Info info,
      Map<String, String> parameters,
      Metric.Direction direction) {}

  /**
   * What was left out.
   *
   * @param method its label
   * @param metric its label; empty if the method itself does not apply
   * @param reason a sentence
   */
  public record Skipped(String method, String metric, String reason) {}

  /**
   * What an explanation says against itself, such as values that do not add up.
   *
   * @param method its label
   * @param sentence of the explanation
   */
  public record Warning(String method, String sentence) {}

  /**
   * The rows that are drawn.
   *
   * @return the first of each class, ten classes at most
   */
  public int[] examples() {
    return examples(samples);
  }

  static int[] examples(Samples samples) {
    int[] labels = samples.labels();
    return IntStream.range(0, samples.classes().size())
        .map(
            c ->
                IntStream.range(0, labels.length)
                    .filter(i -> labels[i] == c)
                    .findFirst()
                    .orElse(-1))
        .filter(i -> i >= 0)
        .limit(MOST_EXAMPLES)
        .toArray();
  }

  /**
   * Share of the explained rows that the model gets right.
   *
   * @return from 0 to 1
   */
  public double accuracy() {
    int right = 0;
    for (int i = 0; i < predicted.length; i++) {
      right += predicted[i] == samples.labels()[i] ? 1 : 0;
    }
    return (double) right / predicted.length;
  }
}
