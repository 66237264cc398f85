package org.xai4j.evaluation.faithfulness;

import java.util.List;
import org.xai4j.core.explain.Target;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;

/**
 * Comprehensiveness: f(x) − f(x without the k % most relevant features), averaged over several k.
 * Removing all that matters should cost much.
 *
 * @param percentages the k
 * @param output whether logits or probabilities of a network are read
 */
@Info(
    id = "comprehensiveness",
    title = "Comprehensiveness",
    summary = "The score's drop when the most relevant features are removed, over several shares.",
    reference = "DeYoung et al. 2020, arXiv:1911.03429")
public record Comprehensiveness(
    @Param(value = "percentages of features removed", min = 0, max = 100) List<Double> percentages,
    @Param("what of a network is read") Target.Output output)
    implements Metric {
  /** 1, 5, 10, 20 and 50 %, on probabilities. */
  public Comprehensiveness() {
    this(List.of(1.0, 5.0, 10.0, 20.0, 50.0), Target.Output.PROBABILITY);
  }

  @Override
  public Traits traits() {
    return Traits.real(Family.FAITHFULNESS, Direction.HIGHER);
  }

  @Override
  public Scores score(Subject subject) {
    return Retained.drops(subject, percentages, false, output);
  }
}
