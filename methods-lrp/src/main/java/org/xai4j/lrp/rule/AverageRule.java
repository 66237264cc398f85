package org.xai4j.lrp.rule;

import org.xai4j.core.layer.Pooling;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * Max-pooling taken as average pooling: every cell of the window has relevance in proportion to its
 * value, instead of the winner alone.
 *
 * @param stabilizer added to the denominator with its sign, not negative
 */
public record AverageRule(double stabilizer) implements Rule {
  /** Checks the stabiliser. */
  public AverageRule {
    Checks.notNegative("average", "stabilizer", stabilizer);
  }

  @Override
  public Step bind(Node node, Device device) {
    InputException.check(
        node.layer() instanceof Pooling p && p.dilation().stream().allMatch(d -> d == 1),
        "The rule average is for pooling without dilation, but layer '%s' is of type %s.",
        node.name(),
        node.layer().type());
    Pooling pooling = (Pooling) node.layer();
    Operator operator =
        device.operator(
            new Pooling(
                Pooling.Kind.AVERAGE,
                pooling.kernel(),
                pooling.stride(),
                pooling.padding(),
                pooling.dilation(),
                pooling.ceil(),
                pooling.countPadding()));
    return (tape, signal) -> {
      Tensor[] x = tape.inputs(node);
      Operator.Recorded recorded = operator.record(x);
      Tensor share = signal.div(recorded.output(), stabilizer);
      return new Tensor[] {operator.gradient(x, recorded, share)[0].mul(x[0])};
    };
  }
}
