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
 * The mean relative change of the attribution under small uniform noise, E over δ ∈ [−r, r]ᵈ of
 * ‖a(x + δ) − a(x)‖/‖a(x)‖, estimated over some draws. The class explained at x is explained at x +
 * δ too. Not defined (NaN) where a(x) is zero everywhere.
 *
 * @param samples draws per instance
 * @param radius r
 */
@Info(
    id = "avg-sensitivity",
    title = "Average sensitivity",
    summary = "The mean relative change of the attribution under small noise on the input.",
    reference = "Yeh et al. 2019, arXiv:1901.09392; Bhatt, Weller and Moura 2020, arXiv:2005.00631")
public record AvgSensitivity(
    @Param(value = "draws per instance", min = 1, max = 100_000) int samples,
    @Param(value = "largest noise per element", min = 0) double radius)
    implements Metric {
  /** 10 draws of noise up to 0.02. */
  public AvgSensitivity() {
    this(10, 0.02);
  }

  @Override
  public Traits traits() {
    return Traits.positive(Family.ROBUSTNESS, Direction.LOWER, Need.METHOD, Need.NUMBERS);
  }

  @Override
  public Scores score(Subject subject) {
    double[][] a = subject.rows();
    double[] mean = new double[a.length];
    // The draws of max-sensitivity, so that the mean is never above the maximum.
    Neighbours.visit(
        subject,
        "max-sensitivity",
        samples,
        Neighbours.uniform(radius),
        (moved, b) -> Arrays.setAll(mean, i -> mean[i] + Neighbours.change(a[i], b[i]) / samples));
    return Scores.of(mean);
  }
}
