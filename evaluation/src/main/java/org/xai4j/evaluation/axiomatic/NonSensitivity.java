package org.xai4j.evaluation.axiomatic;

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
 * Non-sensitivity: the number of features in the symmetric difference of those with zero
 * attribution, |aᵢ| ≤ ε, and those the model does not react to, |f(x) − f(x with i at the
 * baseline)| ≤ ε.
 *
 * @param epsilon ε
 * @param output whether logits or probabilities of a network are read
 */
@Info(
    id = "non-sensitivity",
    title = "Non-sensitivity",
    summary = "How many features are zero for only one of attribution and model.",
    reference = "Nguyen and Martínez 2020, arXiv:2007.07584")
public record NonSensitivity(
    @Param(value = "what counts as zero", min = 0) double epsilon,
    @Param("what of a network is read") Target.Output output)
    implements Metric {
  /** Up to 1e-5, on logits. */
  public NonSensitivity() {
    this(1e-5, Target.Output.LOGIT);
  }

  @Override
  public Traits traits() {
    return Traits.positive(Family.AXIOMATIC, Direction.LOWER);
  }

  @Override
  public Scores score(Subject subject) {
    return Instance.values(
        subject,
        "non-sensitivity",
        output,
        instance -> {
          int g = instance.features();
          double[] largest = new double[g];
          int[] ids = instance.masking().grouping().ids();
          for (int j = 0; j < ids.length; j++) {
            largest[ids[j]] = Math.max(largest[ids[j]], Math.abs(instance.attribution()[j]));
          }
          double[] scores = instance.masking().withoutEach();
          int different = 0;
          for (int i = 0; i < g; i++) {
            boolean unused = Math.abs(scores[g] - scores[i]) <= epsilon;
            different += unused != (largest[i] <= epsilon) ? 1 : 0;
          }
          return different;
        });
  }
}
