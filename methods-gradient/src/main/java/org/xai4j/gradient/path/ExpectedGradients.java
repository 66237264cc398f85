package org.xai4j.gradient.path;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.gradient.smooth.Smoothing;

/**
 * Expected gradients: aᵢ = E[(xᵢ − bᵢ)·∂f/∂xᵢ(b + α(x − b))] over backgrounds b and α uniform in
 * [0, 1]: integrated gradients without the choice of one baseline. The values of a row tend to f(x)
 * − E f(b).
 *
 * @param samples draws per row
 */
@Info(
    id = "expected-gradients",
    title = "Expected Gradients",
    summary = "Integrated gradients averaged over a background set given as the baseline.",
    reference = "Erion et al. 2021, doi:10.1038/s42256-021-00343-w")
public record ExpectedGradients(
    @Param(value = "draws per row", min = 1, max = 1_000_000) int samples)
    implements NetworkExplainer {
  /** 200 samples. */
  public ExpectedGradients() {
    this(200);
  }

  /** Checks the number of samples. */
  public ExpectedGradients {
    InputException.check(
        samples >= 1, "Expected gradients need at least 1 sample, not %d.", samples);
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
    Smoothing.Noise none = Smoothing.gaussian(0, Optional.empty());
    return PathSampling.of(model, context, samples, none);
  }
}
