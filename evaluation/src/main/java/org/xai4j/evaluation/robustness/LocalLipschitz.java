package org.xai4j.evaluation.robustness;

import java.util.Arrays;
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
 * The local Lipschitz estimate, max over neighbours x′ of ‖a(x) − a(x′)‖/‖x − x′‖, neighbours drawn
 * with normal noise. The class explained at x is explained at x′ too.
 *
 * @param samples draws per instance
 * @param stdev of the noise
 */
@Info(
    id = "local-lipschitz",
    title = "Local Lipschitz estimate",
    summary = "The largest change of the attribution per change of the input, near the input.",
    reference = "Alvarez-Melis and Jaakkola 2018, arXiv:1806.08049")
public record LocalLipschitz(
    @Param(value = "draws per instance", min = 1, max = 100_000) int samples,
    @Param(value = "standard deviation of the noise", min = 1e-12) double stdev)
    implements Metric {
  /** 10 draws of noise of 0.1. */
  public LocalLipschitz() {
    this(10, 0.1);
  }

  @Override
  public Traits traits() {
    return Traits.positive(Family.ROBUSTNESS, Direction.LOWER, Need.METHOD, Need.NUMBERS);
  }

  @Override
  public Scores score(Subject subject) {
    double[][] a = subject.rows();
    double[][] x = NdArrays.rows(subject.inputs());
    double[] worst = new double[a.length];
    Neighbours.visit(
        subject,
        "local-lipschitz",
        samples,
        Neighbours.gaussian(stdev),
        (moved, b) ->
            Arrays.setAll(
                worst,
                i ->
                    Math.max(
                        worst[i],
                        Neighbours.distance(a[i], b[i]) / Neighbours.distance(x[i], moved[i]))));
    return Scores.of(worst);
  }
}
