package org.xai4j.evaluation.faithfulness;

import org.xai4j.core.explain.Target;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;

/**
 * Deletion: the most relevant features are replaced by the baseline step by step; a good
 * attribution makes the probability fall at once, so a small area is good.
 *
 * @param featuresInStep features per step; 0 for a 28th of them
 * @param output whether logits or probabilities of a network are read
 */
@Info(
    id = "deletion",
    title = "Deletion",
    summary = "The area under the probability while the most relevant features are removed.",
    reference = "Petsiuk, Das and Saenko 2018, arXiv:1806.07421")
public record Deletion(
    @Param(value = "features per step; 0 for a 28th of them", min = 0) int featuresInStep,
    @Param("what of a network is read") Target.Output output)
    implements Metric {
  /** A 28th of the features per step. */
  public Deletion() {
    this(0, Target.Output.PROBABILITY);
  }

  @Override
  public Traits traits() {
    return Traits.real(Family.FAITHFULNESS, Direction.LOWER);
  }

  @Override
  public Scores score(Subject subject) {
    return Flipping.curves(subject, featuresInStep, false, output);
  }
}
