package org.xai4j.evaluation.faithfulness;

import java.util.function.Function;
import org.xai4j.core.explain.Target;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.Instance;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;

/**
 * Faithfulness correlation: Pearson's correlation, over random sets S of features, of Σ_{i∈S} aᵢ
 * with f(x) − f(x with S at the baseline). Not defined (NaN) where one of them does not vary.
 *
 * @param subsets random sets per instance
 * @param subsetSize features in a set; 0 for a twelfth of them, at least one
 * @param output whether logits or probabilities of a network are read
 */
@Info(
    id = "faithfulness-correlation",
    title = "Faithfulness correlation",
    summary =
        "The correlation of attribution sums with score changes over random sets of features.",
    reference = "Bhatt, Weller and Moura 2020, arXiv:2005.00631")
public record FaithfulnessCorrelation(
    @Param(value = "random sets per instance", min = 2, max = 1_000_000) int subsets,
    @Param(value = "features in a set; 0 for a twelfth of them", min = 0) int subsetSize,
    @Param("what of a network is read") Target.Output output)
    implements Metric {
  /** 100 sets of a twelfth of the features, on logits. */
  public FaithfulnessCorrelation() {
    this(100, 0, Target.Output.LOGIT);
  }

  @Override
  public Traits traits() {
    return Traits.correlation(Family.FAITHFULNESS, Direction.HIGHER);
  }

  @Override
  public Scores score(Subject subject) {
    return score(
        subject,
        instance -> {
          int features = instance.features();
          int size = subsetSize > 0 ? subsetSize : Math.max(1, features / 12);
          InputException.check(
              size <= features,
              "The sets of faithfulness-correlation have %d features, but an input has %d; set"
                  + " subset-size.",
              size,
              features);
          return Subsets.draw(instance.random(), features, size, subsets);
        });
  }

  /** Scores with given sets. */
  Scores score(Subject subject, Function<Instance, int[][]> sets) {
    return Instance.values(
        subject,
        "faithfulness-correlation",
        output,
        instance -> Subsets.correlation(instance, instance.totals(), sets.apply(instance)));
  }
}
