package org.xai4j.evaluation.robustness;

import java.util.Arrays;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Target;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scorer;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;

/**
 * Relative output stability: the largest ratio of the attribution's relative change to the change
 * of the logits, Δ = ‖h(x) − h(x′)‖, over neighbours within uniform noise that get the same
 * prediction: max ‖(a(x) − a(x′))/a(x)‖/max(Δ, ε) with ε = 10⁻⁶. Not defined (NaN) where no
 * neighbour has the same prediction.
 *
 * @param samples draws per instance
 * @param radius largest noise per element
 */
@Info(
    id = "relative-output-stability",
    title = "Relative output stability",
    summary = "The attribution's relative change per change of the logits.",
    reference = "Agarwal et al. 2022, arXiv:2203.06877")
public record RelativeOutputStability(
    @Param(value = "draws per instance", min = 1, max = 100_000) int samples,
    @Param(value = "largest noise per element", min = 0) double radius)
    implements Metric {
  /** 10 draws of noise up to 0.02. */
  public RelativeOutputStability() {
    this(10, 0.02);
  }

  @Override
  public Traits traits() {
    return Traits.positive(Family.ROBUSTNESS, Direction.LOWER, Need.METHOD, Need.NUMBERS);
  }

  @Override
  public Scores score(Subject subject) {
    Scorer scorer = subject.scorer(Target.Output.LOGIT);
    double[][] own = NdArrays.rows(scorer.outputs());
    return RelativeStability.score(
        subject,
        samples,
        radius,
        moved -> {
          double[][] outputs = scorer.outputs(moved);
          double[] changes = new double[own.length];
          Arrays.setAll(changes, i -> Neighbours.distance(own[i], outputs[i]));
          return changes;
        });
  }
}
