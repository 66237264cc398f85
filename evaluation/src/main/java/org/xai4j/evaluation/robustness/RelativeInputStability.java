package org.xai4j.evaluation.robustness;

import org.xai4j.core.array.NdArrays;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;

/**
 * Relative input stability: the largest ratio of the attribution's relative change to that of the
 * input, Δ = ‖(x − x′)/x‖, over neighbours within uniform noise that get the same prediction: max
 * ‖(a(x) − a(x′))/a(x)‖/max(Δ, ε) with ε = 10⁻⁶. Not defined (NaN) where no neighbour has the same
 * prediction.
 *
 * @param samples draws per instance
 * @param radius largest noise per element
 */
@Info(
    id = "relative-input-stability",
    title = "Relative input stability",
    summary = "The attribution's relative change per relative change of the input.",
    reference = "Agarwal et al. 2022, arXiv:2203.06877")
public record RelativeInputStability(
    @Param(value = "draws per instance", min = 1, max = 100_000) int samples,
    @Param(value = "largest noise per element", min = 0) double radius)
    implements Metric {
  /** 10 draws of noise up to 0.02. */
  public RelativeInputStability() {
    this(10, 0.02);
  }

  @Override
  public Traits traits() {
    return Traits.positive(Family.ROBUSTNESS, Direction.LOWER, Need.METHOD, Need.NUMBERS);
  }

  @Override
  public Scores score(Subject subject) {
    double[][] x = NdArrays.rows(subject.inputs());
    return RelativeStability.score(
        subject, samples, radius, moved -> RelativeStability.relative(x, moved));
  }
}
