package org.xai4j.lrp.rule;

import java.util.Arrays;
import java.util.List;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;

/**
 * The uniform rule of bilinear layers, products of matrices or of elements: each factor takes half
 * of what its terms contribute, R(aᵢₖ) = Σⱼ aᵢₖ·bₖⱼ·Rᵢⱼ/(2·zᵢⱼ); beside a constant the other factor
 * takes all (Achtibat et al. 2024, arXiv:2402.05602).
 *
 * @param stabilizer added to z with its sign, not negative
 */
public record ProductRule(double stabilizer) implements Rule {
  /** Checks the stabiliser. */
  public ProductRule {
    Checks.notNegative("product", "stabilizer", stabilizer);
  }

  @Override
  public Step bind(Node node, Device device) {
    Step whole = new EpsilonRule(stabilizer).bind(node, device);
    return (tape, signal) -> {
      Tensor[] r = whole.propagate(tape, signal);
      if (!constantFactor(node, tape.network())) {
        Arrays.setAll(r, i -> r[i].mul(0.5));
      }
      return r;
    };
  }

  private static boolean constantFactor(Node node, Network network) {
    List<Node> nodes = network.nodes();
    return node.inputs().stream().anyMatch(i -> nodes.get(i).layer() instanceof Constant);
  }
}
