package org.xai4j.gradient.smooth;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.gradient.Gradient;

/**
 * FusionGrad of any method: E[a(x + ε; w·z)], noise on the input as in {@link SmoothGrad} and on
 * the weights as in {@link NoiseGrad}.
 *
 * @param models noisy networks
 * @param weightNoise standard deviation of the factor on each weight
 * @param samples noisy copies of a row for each network
 * @param noise standard deviation of the input's noise, as a share of the row's range
 * @param base the method a
 */
@Info(
    id = "fusion-grad",
    title = "FusionGrad",
    summary = "The mean attribution of noisy inputs by networks with noise on their weights.",
    reference = "Bykov et al. 2021, arXiv:2106.10185")
public record FusionGrad(
    @Param(value = "noisy networks", min = 1, max = 1_000_000) int models,
    @Param(value = "standard deviation of the factor on each weight", min = 0) double weightNoise,
    @Param(value = "noisy copies per row and network", min = 1, max = 1_000_000) int samples,
    @Param(value = "standard deviation as a share of the row's range", min = 0) double noise,
    @Param("id of the method whose attributions are averaged") Base base)
    implements BasedOnMethod {
  /** 10 networks with 10 copies each, of the gradient. */
  public FusionGrad() {
    this(10, 0.2, 10, 0.15, new Base(new Gradient()));
  }

  /** Checks the numbers. */
  public FusionGrad {
    Smoothing.check("FusionGrad", models, weightNoise, Optional.empty());
    Smoothing.check("FusionGrad", samples, noise, Optional.empty());
  }

  private NoiseGrad both() {
    SmoothGrad smooth =
        new SmoothGrad(samples, noise, Optional.empty(), false, Optional.empty(), base);
    return new NoiseGrad(models, weightNoise, new Base(smooth));
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    return both().prepare(model, inputs, context);
  }
}
