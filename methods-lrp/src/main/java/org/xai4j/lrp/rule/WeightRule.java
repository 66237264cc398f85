package org.xai4j.lrp.rule;

import org.xai4j.core.layer.Layer;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** What the rules share that look at the weights alone: the changed layer is run on ones. */
final class WeightRule {
  private WeightRule() {}

  /**
   * Rᵢ = Σⱼ vᵢⱼ·Rⱼ/(Σₖ vₖⱼ + dⱼ).
   *
   * @param node the node
   * @param changed the layer with weights v and bias d
   * @param stabilizer of the denominator
   * @param device gives operators
   * @return the step
   */
  static Rule.Step step(Node node, Layer changed, double stabilizer, Device device) {
    Operator operator = device.operator(changed);
    return (tape, signal) -> {
      Tensor x = tape.inputs(node)[0];
      long[] row = x.shape().clone();
      row[0] = 1;
      Tensor z = operator.forward(device.filled(x.type(), 1, row));
      Tensor share = signal.div(z, stabilizer);
      Operator.Recorded recorded = new Operator.Recorded(share, Operator.Recorded.NOTHING);
      return operator.gradient(new Tensor[] {x}, recorded, share);
    };
  }
}
