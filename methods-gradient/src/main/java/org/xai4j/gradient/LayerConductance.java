package org.xai4j.gradient;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Propagation;
import org.xai4j.core.engine.Rules;
import org.xai4j.core.engine.Tape;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;

/**
 * Conductance of the units h of a layer: ∫ ∂f/∂hⱼ dhⱼ along the straight path from the baseline to
 * the input, as Σₖ ∂f/∂hⱼ(xₖ)·(hⱼ(xₖ₊₁) − hⱼ(xₖ)) over the points of the path. The result has the
 * layer's shape; where the layer cuts the network, the values of a row tend to f(x) − f(b) as steps
 * grow.
 *
 * @param layer of the units; by default the last convolution, or else the last activation
 * @param steps of the path
 * @param quadrature where its steps + 1 points lie
 */
@Info(
    id = "layer-conductance",
    title = "Layer Conductance",
    summary = "How much of the score flows through each unit of a layer, along a path.",
    reference = "Dhamdhere, Sundararajan and Yan 2018, arXiv:1805.12233")
public record LayerConductance(
    @Param("layer of the units, by default the last convolution") Optional<String> layer,
    @Param(value = "steps of the path", min = 1, max = 100_000) int steps,
    @Param("where the points of the path lie") Quadrature quadrature)
    implements NetworkExplainer {
  /** 50 steps between Gauss–Legendre points. */
  public LayerConductance() {
    this(Optional.empty(), 50, Quadrature.GAUSS_LEGENDRE);
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
  public INDArray tokens(INDArray values) {
    return values;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Node node = Place.hidden(model, layer);
    double[] points = quadrature.nodes(steps + 1).points();
    double[] ones = new double[points.length];
    Arrays.fill(ones, 1);
    Quadrature.Nodes nodes = new Quadrature.Nodes(points, ones);
    Propagation propagation = context.engine().propagation(model, Rules.GRADIENT);
    return rows -> conductance(propagation, node, rows, nodes);
  }

  private static INDArray conductance(
      Propagation network, Node node, Rows rows, Quadrature.Nodes nodes) {
    Tape end = network.forward(rows.inputs());
    Target.Resolved target = rows.target(end.output());
    INDArray before = end.value(node).ulike().assign(0);
    INDArray slope = before.ulike().assign(0);
    INDArray sum = before.ulike().assign(0);
    Path.along(
        network,
        end,
        target,
        Stack.spread(rows.baseline(), rows.inputs()),
        rows.inputs(),
        nodes,
        (tape, signal) -> {
          INDArray values = tape.value(node);
          INDArray gradients = network.backward(tape, network.network().output(), signal, node);
          for (int p = 0; (long) p * rows.size() < signal.size(0); p++) {
            INDArray value = Stack.version(values, p, rows.size());
            sum.addi(value.sub(before).muli(slope));
            before.assign(value);
            slope.assign(Stack.version(gradients, p, rows.size()));
          }
        });
    return sum;
  }
}
