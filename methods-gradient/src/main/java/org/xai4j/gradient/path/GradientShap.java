package org.xai4j.gradient.path;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.gradient.smooth.Smoothing;

/**
 * Gradient SHAP: aᵢ = E[(x̃ᵢ − bᵢ)·∂f/∂xᵢ(b + α(x̃ − b))] over backgrounds b, α uniform in [0, 1]
 * and noisy copies x̃ = x + ε of the input. Without noise it is {@link ExpectedGradients}.
 *
 * @param samples draws per row
 * @param noise standard deviation of ε, as a share of the row's range (max − min)
 * @param stdev absolute standard deviation; takes the place of {@code noise}
 */
@Info(
    id = "gradient-shap",
    title = "Gradient SHAP",
    summary = "Expected gradients of noisy copies of the input.",
    reference = "Lundberg and Lee 2017, arXiv:1705.07874")
public record GradientShap(
    @Param(value = "draws per row", min = 1, max = 1_000_000) int samples,
    @Param(value = "standard deviation as a share of the row's range", min = 0) double noise,
    @Param(value = "absolute standard deviation, in place of noise", min = 0)
        Optional<Double> stdev)
    implements NetworkExplainer {
  /** 200 samples with noise of 0.05 of the range. */
  public GradientShap() {
    this(200, 0.05, Optional.empty());
  }

  /** Checks the numbers. */
  public GradientShap {
    Smoothing.check("Gradient SHAP", samples, noise, stdev);
  }

  @Override
  public Sum sum() {
    return Sum.DIFFERENCE;
  }

  @Override
  public boolean background() {
    return true;
  }

  @Override
  public boolean slopes() {
    return true;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    return PathSampling.of(model, context, samples, Smoothing.gaussian(noise, stdev));
  }
}
