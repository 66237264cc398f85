package org.xai4j.lrp.rule;

import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.registry.Info;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * The rule of a softmax s inside a network, from its Taylor expansion at the input: Rᵢ = xᵢ·(Rᵢ′ −
 * sᵢ·Σⱼ Rⱼ′) with R′ the relevance of its output (Achtibat et al. 2024, arXiv:2402.05602).
 */
@Info(
    id = "softmax",
    title = "Softmax",
    summary = "Rᵢ = xᵢ·(Rᵢ′ − sᵢ·Σⱼ Rⱼ′).",
    reference = "Achtibat et al. 2024, arXiv:2402.05602")
public record SoftmaxRule() implements Rule {
  @Override
  public Step bind(Node node, Device device) {
    InputException.check(
        node.layer() instanceof Softmax s && !s.logarithm(),
        "The rule softmax is for softmax layers, but layer '%s' is of type %s; give it another.",
        node.name(),
        node.layer().type());
    return (tape, signal) -> {
      Tensor[] x = tape.inputs(node);
      Operator.Recorded recorded = tape.entry(node);
      // The Jacobian gives sᵢ·(gᵢ − Σⱼ sⱼ·gⱼ); with g = R′/s that is Rᵢ′ − sᵢ·Σⱼ Rⱼ′.
      Tensor share = signal.div(recorded.output(), 0);
      Tensor passed = tape.operator(node).gradient(x, recorded, share)[0];
      // What a mask of −∞ removes has no share; 0·∞ would have no number.
      double least = x[0].type() == DataType.DOUBLE ? -Double.MAX_VALUE : -Float.MAX_VALUE;
      Tensor finite = x[0].max(device.filled(x[0].type(), least, 1));
      return new Tensor[] {passed.mul(finite)};
    };
  }
}
