package org.xai4j.gradient.smooth;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Network;

/** A statistic of another method's attributions over noisy copies of the input. */
public sealed interface Smoothed extends BasedOnMethod
    permits SmoothGrad, SmoothGradSquared, VarGrad {
  /** What is taken of the attributions over the copies. */
  enum Statistic {
    /** E[a]. */
    MEAN,
    /** E[a²]. */
    SQUARE,
    /** E[a²] − E[a]². */
    VARIANCE
  }

  /**
   * How many noisy copies of each row.
   *
   * @return at least 1
   */
  int samples();

  /**
   * Standard deviation of the noise.
   *
   * @return as a share of the row's range
   */
  double noise();

  /**
   * Absolute standard deviation.
   *
   * @return takes the place of the share
   */
  Optional<Double> stdev();

  /**
   * Whether every second copy takes the opposite noise of the one before.
   *
   * @return false unless the method says otherwise
   */
  default boolean paired() {
    return false;
  }

  /**
   * The noise itself.
   *
   * @return takes the place of all drawing
   */
  Optional<NoiseFile> noiseFile();

  /**
   * What is taken of its attributions.
   *
   * @return the statistic
   */
  Statistic statistic();

  @Override
  default Attributor prepare(Network model, INDArray inputs, Context context) {
    Smoothing.Noise noise =
        noiseFile()
            .map(file -> file.read(samples(), inputs))
            .orElseGet(() -> drawn(Smoothing.gaussian(noise(), stdev())));
    return Smoothing.of(this, noise, model, inputs, context);
  }

  private Smoothing.Noise drawn(Smoothing.Noise gaussian) {
    return paired() ? Smoothing.paired(gaussian) : gaussian;
  }
}
