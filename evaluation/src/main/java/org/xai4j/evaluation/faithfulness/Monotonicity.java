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
 * Monotonicity: starting from the baseline, features are put in from the least to the most
 * important, |a| ascending; 1 if the score never falls on the way, else 0. The curve is the score.
 *
 * @param featuresInStep features per step; 0 for a 28th of them
 * @param output whether logits or probabilities of a network are read
 */
@Info(
    id = "monotonicity",
    title = "Monotonicity",
    summary = "Whether the score never falls while features are added, the least important first.",
    reference = "Arya et al. 2019, arXiv:1909.03012; Luss et al. 2019, arXiv:1905.12698")
public record Monotonicity(
    @Param(value = "features per step; 0 for a 28th of them", min = 0) int featuresInStep,
    @Param("what of a network is read") Target.Output output)
    implements Metric {
  /** A 28th of the features per step, on probabilities. */
  public Monotonicity() {
    this(0, Target.Output.PROBABILITY);
  }

  @Override
  public Traits traits() {
    return Traits.share(Family.FAITHFULNESS, Direction.HIGHER);
  }

  @Override
  public Scores score(Subject subject) {
    return Instance.curves(
        subject,
        "monotonicity",
        output,
        instance -> {
          double[] means = instance.means();
          Arrays.setAll(means, g -> -Math.abs(means[g]));
          int size = Flipping.size(featuresInStep, means.length);
          return instance.expectedCurve(
              means,
              size,
              order -> {
                double[] heights = instance.steps(order, size, true);
                boolean rises = true;
                for (int p = 1; p < heights.length; p++) {
                  rises &= heights[p] >= heights[p - 1];
                }
                return new Instance.Curve(
                    rises ? 1 : 0, Instance.shares(order.length, size), heights);
              });
        });
  }
}
