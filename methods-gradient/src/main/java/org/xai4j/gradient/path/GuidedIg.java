package org.xai4j.gradient.path;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
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

/**
 * Guided integrated gradients: Σ ∂f/∂xᵢ·Δxᵢ along a path from the baseline to the input that moves
 * the features of small gradient first, and so avoids the noise of steep places. The values of a
 * row tend to f(x) − f(b) as steps grow.
 *
 * @param steps of the path; each covers an equal part of the L1 distance
 * @param fraction of the features moved together: those of the smallest absolute gradient
 * @param distance how far, as a share of its way, a feature may be from the straight path
 */
@Info(
    id = "guided-ig",
    title = "Guided Integrated Gradients",
    summary = "Gradients along a path that moves features of small gradient first.",
    reference = "Kapishnikov et al. 2021, arXiv:2106.09788")
public record GuidedIg(
    @Param(value = "steps of the path", min = 1, max = 100_000) int steps,
    @Param(value = "share of the features moved together", min = 0, max = 1) double fraction,
    @Param(value = "largest distance from the straight path", min = 0, max = 1) double distance)
    implements NetworkExplainer {
  /** 200 steps, a quarter of the features, at most 0.02 from the straight path. */
  public GuidedIg() {
    this(200, 0.25, 0.02);
  }

  /** Checks the numbers. */
  public GuidedIg {
    InputException.check(
        steps >= 1, "Guided integrated gradients need at least 1 step, not %d.", steps);
    InputException.check(
        fraction >= 0 && fraction <= 1 && distance >= 0 && distance <= 1,
        "Fraction and distance of guided integrated gradients lie in [0, 1], not %s and %s.",
        fraction,
        distance);
  }

  @Override
  public Sum sum() {
    return Sum.DIFFERENCE;
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
    INDArray inputs = rows.inputs();
    Target.Resolved target = rows.target(network.forward(inputs).output().array());
    double[] all = NdArrays.doubles(inputs);
    double[] base = network.device().of(rows.baseline()).broadcast(inputs.shape()).doubles();
    GuidedPath[] paths = new GuidedPath[rows.size()];
    int width = rows.width();
    for (int i = 0; i < paths.length; i++) {
      double[] from = Arrays.copyOfRange(base, i * width, (i + 1) * width);
      double[] to = Arrays.copyOfRange(all, i * width, (i + 1) * width);
      paths[i] = new GuidedPath(from, to, fraction, distance);
    }
    double[] at = base.clone();
    double[] slopes = new double[all.length];
    double[] result = new double[all.length];
    for (int s = 0; s <= steps; s++) {
      Chunks.scoped(
          () -> {
            Tape tape = network.forward(network.device().of(inputs.dataType(), at, inputs.shape()));
            Tensor signal = target.signal(tape.output());
            double[] here = network.backward(tape, signal).doubles();
            System.arraycopy(here, 0, slopes, 0, here.length);
          });
      for (int i = 0; i < paths.length; i++) {
        double[] own = Arrays.copyOfRange(slopes, i * width, (i + 1) * width);
        if (s < steps) {
          paths[i].advance((s + 1.0) / steps, own);
          System.arraycopy(paths[i].position(), 0, at, i * width, width);
        } else {
          System.arraycopy(paths[i].sums(own), 0, result, i * width, width);
        }
      }
    }
    return NdArrays.array(inputs.dataType(), result, inputs.shape());
  }
}
