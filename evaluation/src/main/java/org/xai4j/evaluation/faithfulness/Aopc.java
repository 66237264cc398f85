package org.xai4j.evaluation.faithfulness;

import java.util.Arrays;
import org.xai4j.core.explain.Target;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Instance;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;

/**
 * Region perturbation: regions, which are the context's feature groups, are brought to the baseline
 * one after the other; AOPC = 1/(L + 1)·Σ_{k=0}^{L} (f(x⁽⁰⁾) − f(x⁽ᵏ⁾)). With the most relevant
 * regions first (MoRF) a good attribution makes the score fall at once; with the least relevant
 * first (LeRF) it hardly falls; the area between both (ABPC) is AOPC(MoRF) − AOPC(LeRF). The curve
 * holds f(x⁽⁰⁾) − f(x⁽ᵏ⁾), for ABPC the difference of both.
 *
 * @param order of the regions
 * @param steps L; 0 for all regions
 * @param output whether logits or probabilities of a network are read
 */
@Info(
    id = "aopc",
    title = "AOPC",
    summary = "The area over the curve of the score while regions are removed in order.",
    reference = "Samek et al. 2017, arXiv:1509.06321; Schulz et al. 2020, arXiv:2001.00396 (LeRF)")
public record Aopc(
    @Param("order of the regions") Order order,
    @Param(value = "regions removed; 0 for all", min = 0) int steps,
    @Param("what of a network is read") Target.Output output)
    implements Metric {
  /** Orders of removal. */
  public enum Order {
    /** The most relevant first. */
    MORF,
    /** The least relevant first. */
    LERF,
    /** Any order: what to compare with. */
    RANDOM,
    /** The area between the most and the least relevant first. */
    ABPC
  }

  /** All regions, the most relevant first, on logits. */
  public Aopc() {
    this(Order.MORF, 0, Target.Output.LOGIT);
  }

  @Override
  public Traits traits() {
    return Traits.real(
        Family.FAITHFULNESS, order == Order.LERF ? Direction.LOWER : Direction.HIGHER);
  }

  @Override
  public Scores score(Subject subject) {
    return Instance.curves(
        subject,
        "aopc",
        output,
        instance -> {
          // A random order asks nothing of the attribution.
          double[] means = order == Order.RANDOM ? places(instance) : instance.means();
          return instance.expectedCurve(means, 1, falling -> curve(instance, falling));
        });
  }

  /** Different values for all features. */
  private static double[] places(Instance instance) {
    double[] places = new double[instance.features()];
    Arrays.setAll(places, g -> g);
    return places;
  }

  private Instance.Curve curve(Instance instance, int[] falling) {
    double[] heights =
        switch (order) {
          case MORF -> drops(instance, falling);
          case LERF -> drops(instance, reversed(falling));
          case RANDOM -> drops(instance, instance.random().permutation(falling.length));
          case ABPC -> {
            double[] most = drops(instance, falling);
            double[] least = drops(instance, reversed(falling));
            Arrays.setAll(most, k -> most[k] - least[k]);
            yield most;
          }
        };
    double[] points = Arrays.copyOf(Instance.shares(falling.length, 1), heights.length);
    return new Instance.Curve(Arrays.stream(heights).average().orElseThrow(), points, heights);
  }

  private double[] drops(Instance instance, int[] regions) {
    int wanted = steps > 0 ? Math.min(steps, regions.length) : regions.length;
    double[] scores = instance.masking().steps(regions, 1, false, wanted);
    double[] drops = new double[scores.length];
    Arrays.setAll(drops, k -> scores[0] - scores[k]);
    return drops;
  }

  private static int[] reversed(int[] order) {
    int[] other = new int[order.length];
    Arrays.setAll(other, i -> order[order.length - 1 - i]);
    return other;
  }
}
