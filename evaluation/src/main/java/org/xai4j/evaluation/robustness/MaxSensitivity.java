package org.xai4j.evaluation.robustness;

import java.util.Arrays;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;

/**
 * The largest relative change of the attribution under small uniform noise, max over δ ∈ [−r, r]ᵈ
 * of ‖a(x + δ) − a(x)‖/‖a(x)‖, estimated over some draws. The class explained at x is explained at
 * x + δ too. Not defined (NaN) where a(x) is zero everywhere.
 *
 * @param samples draws per instance
 * @param radius r
 */
@Info(
    id = "max-sensitivity",
    title = "Max-sensitivity",
    summary = "The largest relative change of the attribution under small noise on the input.",
    reference = "Yeh et al. 2019, arXiv:1901.09392")
public record MaxSensitivity(
    @Param(value = "draws per instance", min = 1, max = 100_000) int samples,
    @Param(value = "largest noise per element", min = 0) double radius)
    implements Metric {
  /** 10 draws of noise up to 0.02. */
  public MaxSensitivity() {
    this(10, 0.02);
  }

  @Override
  public Traits traits() {
    return Traits.positive(Family.ROBUSTNESS, Direction.LOWER, Need.METHOD, Need.NUMBERS);
  }

  @Override
  public Scores score(Subject subject) {
    double[][] a = subject.rows();
    double[] worst = new double[a.length];
    Neighbours.visit(
        subject,
        "max-sensitivity",
        samples,
        Neighbours.uniform(radius),
        (moved, b) -> Arrays.setAll(worst, i -> Math.max(worst[i], Neighbours.change(a[i], b[i]))));
    return Scores.of(worst);
  }
}
