package org.xai4j.gradient.path;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.GaussianBlur;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.gradient.cam.Enlargement;

/**
 * Blur integrated gradients: Σₖ ½(∇f(xₖ) + ∇f(xₖ₊₁))·(xₖ₊₁ − xₖ) along the scale space of the
 * input: xₖ is x under a Gaussian blur whose width falls evenly from {@code sigma} to 0. The values
 * of a row tend to f(x) − f(blurred x) as steps grow; the baseline of the request is not used.
 *
 * @param steps of the path
 * @param sigma standard deviation of the first blur, in cells
 */
@Info(
    id = "blur-ig",
    title = "Blur Integrated Gradients",
    summary = "Gradients along a path from the blurred input to the input.",
    reference = "Xu, Venugopalan and Sundararajan 2020, arXiv:2004.03383")
public record BlurIg(
    @Param(value = "steps of the path", min = 1, max = 100_000) int steps,
    @Param(value = "standard deviation of the first blur, in cells", min = 0) double sigma)
    implements NetworkExplainer {
  /** 100 steps from a blur of 50 cells. */
  public BlurIg() {
    this(100, 50);
  }

  /** Checks the numbers. */
  public BlurIg {
    InputException.check(
        steps >= 1, "Blur integrated gradients need at least 1 step, not %d.", steps);
    InputException.check(
        sigma > 0 && sigma <= 10_000,
        "The blur of blur integrated gradients must lie in (0, 10000] cells, not %s.",
        sigma);
  }

  @Override
  public boolean channelsFirst() {
    return true;
  }

  @Override
  public Optional<String> unsuitable(Network model, INDArray inputs) {
    return inputs.rank() == 3 || inputs.rank() == 4
        ? Optional.empty()
        : Optional.of("it blurs images [n, channels, h, w] or signals [n, channels, w].");
  }

  @Override
  public boolean slopes() {
    return true;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Propagation network = context.engine().propagation(model, Rules.GRADIENT);
    return rows -> attribution(network, rows);
  }

  private INDArray attribution(Propagation network, Rows rows) {
    INDArray x = rows.inputs();
    Target.Resolved target = rows.target(network.forward(x).output().array());
    double[] clean = NdArrays.doubles(x);
    int[] sides = Enlargement.sides(x);
    double[] sum = new double[clean.length];
    double[] before = new double[clean.length];
    double[] slope = new double[clean.length];
    for (int k = 0; k <= steps; k++) {
      double width = sigma * (steps - k) / steps;
      boolean first = k == 0;
      Chunks.scoped(
          () -> {
            double[] here = GaussianBlur.of(clean, sides[0], sides[1], width);
            Tape tape = network.forward(network.device().of(x.dataType(), here, x.shape()));
            Tensor signal = target.signal(tape.output());
            double[] slopes = network.backward(tape, signal).doubles();
            for (int i = 0; i < sum.length; i++) {
              sum[i] += first ? 0 : 0.5 * (slope[i] + slopes[i]) * (here[i] - before[i]);
              before[i] = here[i];
              slope[i] = slopes[i];
            }
          });
    }
    return NdArrays.array(x.dataType(), sum, x.shape());
  }
}
