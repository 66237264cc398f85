package org.xai4j.gradient.deeplift;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Scalar;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.registry.Info;
import org.xai4j.core.tensor.Tensor;

/**
 * DeepLIFT with the reveal-cancel rule, which treats positive and negative terms apart where an
 * affine layer feeds an element-wise function, and the rescale rule everywhere else. It shares a
 * minimum or maximum among its arguments where {@link DeepLift} gives all to one. The values of a
 * row add up to f(x) − f(b) exactly.
 */
@Info(
    id = "deep-lift-reveal-cancel",
    title = "DeepLIFT (reveal-cancel)",
    summary = "DeepLIFT with positive and negative terms passed back apart.",
    reference = "Shrikumar, Greenside and Kundaje 2017, arXiv:1704.02685")
public record DeepLiftRevealCancel() implements NetworkExplainer {
  @Override
  public Sum sum() {
    return Sum.DIFFERENCE;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Network network = RowsFirst.of(Unrolled.of(model, inputs), inputs);
    Propagation propagation = context.engine().propagation(network, rules(network));
    return rows -> {
      Tensor x = propagation.device().of(rows.inputs());
      Tensor base = propagation.device().of(rows.baseline()).broadcast(x.shape());
      return DeepLift.multipliers(propagation, rows, x, base).mul(x.sub(base)).array();
    };
  }

  private static Rules rules(Network network) {
    Rules rescale = RescaleRules.of(network);
    return node -> {
      List<Node> readers =
          network.nodes().stream().filter(n -> n.inputs().contains(node.index())).toList();
      if (joined(node, readers)) {
        return new RevealCancelRule(Scalar.of((Activation) readers.get(0).layer()));
      }
      if (node.layer() instanceof Activation) {
        Node source = network.nodes().get(node.inputs().get(0));
        List<Node> all =
            network.nodes().stream().filter(n -> n.inputs().contains(source.index())).toList();
        if (joined(source, all)) {
          return (n, device) -> (tape, signal) -> new Tensor[] {signal};
        }
      }
      return rescale.of(node);
    };
  }

  /** Whether a layer and the one function that reads it are passed as one. */
  private static boolean joined(Node node, List<Node> readers) {
    return node.layer() instanceof Affine
        && readers.size() == 1
        && readers.get(0).layer() instanceof Activation;
  }
}
