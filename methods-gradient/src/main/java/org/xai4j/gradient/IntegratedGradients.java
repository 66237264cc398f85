package org.xai4j.gradient;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.AffinePrefix;
import org.xai4j.core.engine.Propagation;
import org.xai4j.core.engine.Rules;
import org.xai4j.core.engine.Tape;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.model.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.InputException;

/**
 * Integrated gradients: aᵢ = (xᵢ − bᵢ)·∫₀¹ ∂f/∂xᵢ(b + α(x − b)) dα. The values of a row add up to
 * f(x) − f(b) but for the error of the quadrature.
 *
 * <p>An affine first part of the network is run once per row, not once per step, forward and
 * backward: it commutes with the path, and the gradients of all steps are added up behind it.
 *
 * @param steps points of the quadrature
 * @param quadrature how the integral is approximated
 */
@Info(
    id = "integrated-gradients",
    title = "Integrated Gradients",
    summary = "Gradients averaged along the straight path from the baseline to the input.",
    reference = "Sundararajan, Taly and Yan 2017, arXiv:1703.01365")
public record IntegratedGradients(
    @Param(value = "points of the quadrature", min = 1, max = 100_000) int steps,
    @Param("how the integral is approximated") Quadrature quadrature)
    implements NetworkExplainer {
  /** 50 Gauss–Legendre points. */
  public IntegratedGradients() {
    this(50, Quadrature.GAUSS_LEGENDRE);
  }

  /** Checks that the quadrature has enough points. */
  public IntegratedGradients {
    InputException.check(steps >= 1, "Integrated gradients need at least 1 step, not %d.", steps);
    InputException.check(
        steps >= 2 || quadrature != Quadrature.TRAPEZOID,
        "The trapezoid rule needs at least 2 steps, not %d.",
        steps);
  }

  /**
   * Another number of steps.
   *
   * @param other replaces {@link #steps()}
   * @return a copy
   */
  public IntegratedGradients withSteps(int other) {
    return new IntegratedGradients(other, quadrature);
  }

  @Override
  public Sum sum() {
    return Sum.DIFFERENCE;
  }

  /** Each row is many rows of work, so chunks are smaller. */
  @Override
  public int chunk(int asked) {
    return Math.max(1, asked / 8);
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Quadrature.Nodes nodes = quadrature.nodes(steps);
    Optional<AffinePrefix> prefix = AffinePrefix.of(context.engine(), model, inputs);
    if (prefix.isEmpty()) {
      Propagation whole = context.engine().propagation(model, Rules.GRADIENT);
      return rows ->
          integral(whole, rows, rows.inputs(), rows.baseline(), nodes)
              .muli(rows.inputs().sub(Stack.spread(rows.baseline(), rows.inputs())));
    }
    Propagation head = context.engine().propagation(prefix.get().head(), Rules.GRADIENT);
    Propagation tail = context.engine().propagation(prefix.get().tail(), Rules.GRADIENT);
    return rows -> {
      Tape tape = head.forward(rows.inputs());
      INDArray from = head.forward(rows.baseline()).output();
      INDArray sum = integral(tail, rows, tape.output(), from, nodes);
      return head.backward(tape, sum)
          .mul(rows.inputs().sub(Stack.spread(rows.baseline(), rows.inputs())));
    };
  }

  /** The mean gradient along the path. */
  private static INDArray integral(
      Propagation network, Rows rows, INDArray to, INDArray from, Quadrature.Nodes nodes) {
    int m = (int) to.size(0);
    int points = nodes.points().length;
    int together = Stack.together(m);
    INDArray base = Stack.spread(from, to);
    INDArray difference = to.sub(base);
    INDArray sum = to.ulike().assign(0);
    Target.Resolved target = rows.target(network.forward(to).output());
    for (int first = 0; first < points; first += together) {
      int start = first;
      int count = Math.min(together, points - first);
      Chunks.scoped(
          () -> {
            INDArray[] path = new INDArray[count];
            for (int p = 0; p < count; p++) {
              path[p] = difference.mul(nodes.points()[start + p]).addi(base);
            }
            Tape tape = network.forward(Stack.of(path));
            double[] weights = Arrays.copyOfRange(nodes.weights(), start, start + count);
            INDArray signal = Stack.signal(target, weights, tape.output());
            Stack.addTo(sum, network.backward(tape, signal));
          });
    }
    return sum;
  }
}
