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
 * Faithfulness estimate: Pearson's correlation, over features, of the attribution with the drop of
 * the score when that feature alone is at the baseline. With several features in a step, runs of
 * features in the order of the attribution take the place of single ones. Not defined (NaN) where
 * attributions or drops do not vary.
 *
 * @param featuresInStep features removed together
 * @param output whether logits or probabilities of a network are read
 */
@Info(
    id = "faithfulness-estimate",
    title = "Faithfulness estimate",
    summary = "The correlation of attributions with the score's drop when features are removed.",
    reference = "Alvarez-Melis and Jaakkola 2018, arXiv:1806.07538")
public record FaithfulnessEstimate(
    @Param(value = "features removed together", min = 1) int featuresInStep,
    @Param("what of a network is read") Target.Output output)
    implements Metric {
  /** Single features, on probabilities. */
  public FaithfulnessEstimate() {
    this(1, Target.Output.PROBABILITY);
  }

  @Override
  public Traits traits() {
    return Traits.correlation(Family.FAITHFULNESS, Direction.HIGHER);
  }

  @Override
  public Scores score(Subject subject) {
    return Instance.values(
        subject,
        "faithfulness-estimate",
        output,
        instance -> {
          double[] totals = instance.totals();
          return instance.expectedValue(
              totals, featuresInStep, order -> correlation(instance, totals, order));
        });
  }

  private double correlation(Instance instance, double[] totals, int[] order) {
    int[][] runs = new int[(order.length + featuresInStep - 1) / featuresInStep][];
    Arrays.setAll(
        runs,
        r ->
            Arrays.copyOfRange(
                order, r * featuresInStep, Math.min(order.length, (r + 1) * featuresInStep)));
    return Subsets.correlation(instance, totals, runs);
  }
}
