package org.xai4j.gradient.smooth;

import java.util.Optional;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.gradient.Gradient;

/**
 * SmoothGrad of any method: E[a(x + ε)], where a(x) is the attribution of x and ε is Gaussian noise
 * on the input.
 *
 * @param samples noisy copies per row
 * @param noise standard deviation of the noise, as a share of the row's range (max − min)
 * @param stdev absolute standard deviation; takes the place of {@code noise}
 * @param paired whether every second copy takes the opposite noise of the one before (antithetic
 *     variates, Hammersley and Morton 1956)
 * @param noiseFile the noise itself; takes the place of all drawing
 * @param base the method a
 */
@Info(
    id = "smoothgrad",
    title = "SmoothGrad",
    summary = "The mean attribution of noisy copies of the input.",
    reference = "Smilkov et al. 2017, arXiv:1706.03825")
public record SmoothGrad(
    @Param(value = "noisy copies per row", min = 1, max = 1_000_000) int samples,
    @Param(value = "standard deviation as a share of the row's range", min = 0) double noise,
    @Param(value = "absolute standard deviation, in place of noise", min = 0)
        Optional<Double> stdev,
    @Param("every second copy takes the opposite noise of the one before") boolean paired,
    @Param("NPY file of the noise, [samples, …] or [n, samples, …], in place of drawn noise")
        Optional<NoiseFile> noiseFile,
    @Param("id of the method that is smoothed") Base base)
    implements Smoothed {
  /** 50 copies of the gradient with noise of 0.15 of the range. */
  public SmoothGrad() {
    this(50, 0.15, Optional.empty(), false, Optional.empty(), new Base(new Gradient()));
  }

  /** Checks the numbers. */
  public SmoothGrad {
    Smoothing.check("SmoothGrad", samples, noise, stdev);
  }

  @Override
  public Statistic statistic() {
    return Statistic.MEAN;
  }
}
