package org.xai4j.gradient.path;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Rows;
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
    double[] points = quadrature.nodes(steps + 1).points();
    double[] ones = new double[points.length];
    Arrays.fill(ones, 1);
    Quadrature.Nodes nodes = new Quadrature.Nodes(points, ones);
    Propagation propagation = context.engine().propagation(model, Rules.GRADIENT);
    return rows -> conductance(propagation, node, rows, nodes).array();
  }

  private static Tensor conductance(
      Propagation network, Node node, Rows rows, Quadrature.Nodes nodes) {
    Tensor x = network.device().of(rows.inputs());
    Tape end = network.forward(x);
    Target.Resolved target = rows.target(end.output().array());
    Tensor units = end.value(node);
    VersionSum sum = new VersionSum(units);
    // The last point of the batch before.
    double[] value = new double[(int) units.length()];
    double[] slope = new double[value.length];
    StraightPath.along(
        network,
        end,
        target,
        network.device().of(rows.baseline()).broadcast(x.shape()),
        x,
        nodes,
        (tape, signal) -> {
          Tensor gradients = network.backward(tape, network.network().output(), signal, node);
          Tensor values = behind(value, units, tape.value(node));
          Tensor slopes = behind(slope, units, gradients);
          long m = units.size(0);
          long all = values.size(0);
          sum.add(values.rows(m, all).sub(values.rows(0, all - m)).mul(slopes.rows(0, all - m)));
          keep(values.rows(all - m, all), value);
          keep(slopes.rows(all - m, all), slope);
        });
    return sum.get();
  }

  /** The versions of a batch with one kept before in front of them. */
  private static Tensor behind(double[] kept, Tensor like, Tensor batch) {
    return batch.device().concat(0, batch.device().of(like.type(), kept, like.shape()), batch);
  }

  private static void keep(Tensor version, double[] into) {
    System.arraycopy(version.doubles(), 0, into, 0, into.length);
  }
}
