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
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.gradient.internal.LayerChoice;
import org.xai4j.gradient.internal.RowVersions;

/**
 * Conductance of the inputs through one unit h of a layer: aᵢ = (xᵢ − bᵢ)·∫₀¹ ∂f/∂h·∂h/∂xᵢ dα along
 * the straight path from the baseline to the input. Summed over the units of a layer that cuts the
 * network it is {@link IntegratedGradients}.
 *
 * @param layer of the unit; by default the last convolution, or else the last activation
 * @param neuron index of the unit in one row of the layer's output, in row-major order
 * @param steps points of the quadrature
 * @param quadrature how the integral is approximated
 */
@Info(
    id = "neuron-conductance",
    title = "Neuron Conductance",
    summary = "How much of the score flows from each input through one unit of a layer.",
    reference = "Dhamdhere, Sundararajan and Yan 2018, arXiv:1805.12233")
public record NeuronConductance(
    @Param("layer of the unit, by default the last convolution") Optional<String> layer,
    @Param(value = "index of the unit in the layer's output", min = 0) int neuron,
    @Param(value = "points of the quadrature", min = 2, max = 100_000) int steps,
    @Param("how the integral is approximated") Quadrature quadrature)
    implements NetworkExplainer {
  /** The first unit, 50 Gauss–Legendre points. */
  public NeuronConductance() {
    this(Optional.empty(), 0, 50, Quadrature.GAUSS_LEGENDRE);
  }

  /** Each row is many rows of work, so chunks are smaller. */
  @Override
  public int chunk(int asked) {
    return Math.max(1, asked / 8);
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Node node = LayerChoice.hidden(model, layer);
    Quadrature.Nodes nodes = quadrature.nodes(steps);
    Propagation network = context.engine().propagation(model, Rules.GRADIENT);
    return rows -> {
      Tensor x = network.device().of(rows.inputs());
      Tensor base = network.device().of(rows.baseline()).broadcast(x.shape());
      Tape end = network.forward(x);
      Target.Resolved target = rows.target(end.output().array());
      Tensor unit = unit(node, end.value(node));
      VersionSum sum = new VersionSum(x);
      StraightPath.along(
          network,
          end,
          target,
          base,
          x,
          nodes,
          (tape, signal) -> {
            Tensor slopes = network.backward(tape, model.output(), signal, node);
            sum.add(network.backward(tape, node, slopes.mul(unit), model.nodes().get(0)));
          });
      return sum.get().mul(x.sub(base)).array();
    };
  }

  /** One at the unit, zero at all others of a row. */
  private Tensor unit(Node node, Tensor values) {
    double[] one = new double[(int) (values.length() / values.size(0))];
    InputException.check(
        neuron < one.length,
        "Layer '%s' has the units 0 to %d; there is no unit %d.",
        node.name(),
        one.length - 1,
        neuron);
    one[neuron] = 1;
    return values.device().of(values.type(), one, RowVersions.shape(values, 1));
  }
}
