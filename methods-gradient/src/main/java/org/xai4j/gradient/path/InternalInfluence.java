package org.xai4j.gradient.path;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.network.VersionSum;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.gradient.internal.LayerChoice;

/**
 * Internal influence of the units h of a layer: ∫₀¹ ∂f/∂hⱼ(b + α(x − b)) dα, the mean gradient at
 * the layer while the input goes from the baseline to x. The result has the layer's shape.
 *
 * @param layer of the units; by default the last convolution, or else the last activation
 * @param steps points of the quadrature
 * @param quadrature how the integral is approximated
 */
@Info(
    id = "internal-influence",
    title = "Internal Influence",
    summary = "The gradient at each unit of a layer, averaged along a path of the input.",
    reference = "Leino et al. 2018, arXiv:1802.03788")
public record InternalInfluence(
    @Param("layer of the units, by default the last convolution") Optional<String> layer,
    @Param(value = "points of the quadrature", min = 2, max = 100_000) int steps,
    @Param("how the integral is approximated") Quadrature quadrature)
    implements NetworkExplainer {
  /** 50 Gauss–Legendre points. */
  public InternalInfluence() {
    this(Optional.empty(), 50, Quadrature.GAUSS_LEGENDRE);
  }

  /** Each row is many rows of work, so chunks are smaller. */
  @Override
  public Meaning meaning() {
    return Meaning.SLOPE;
  }

  @Override
  public int chunk(int asked) {
    return Math.max(1, asked / 8);
  }

  @Override
  public boolean ofInput() {
    return false;
  }

  @Override
  public INDArray tokens(INDArray values) {
    return values;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Node node = LayerChoice.hidden(model, layer);
    Quadrature.Nodes nodes = quadrature.nodes(steps);
    Propagation network = context.engine().propagation(model, Rules.GRADIENT);
    return rows -> {
      Tensor x = network.device().of(rows.inputs());
      Tape end = network.forward(x);
      Target.Resolved target = rows.target(end.output().array());
      VersionSum sum = new VersionSum(end.value(node));
      StraightPath.along(
          network,
          end,
          target,
          network.device().of(rows.baseline()).broadcast(x.shape()),
          x,
          nodes,
          (tape, signal) -> sum.add(network.backward(tape, model.output(), signal, node)));
      return sum.get().array();
    };
  }
}
