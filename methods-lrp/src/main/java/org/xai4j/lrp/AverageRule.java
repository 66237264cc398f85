package org.xai4j.lrp;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Engine;
import org.xai4j.core.engine.Operator;
import org.xai4j.core.engine.Rule;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.model.Node;
import org.xai4j.core.run.InputException;

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
  public Step bind(Node node, Engine engine) {
    InputException.check(
        node.layer() instanceof Pooling p && p.dilation().stream().allMatch(d -> d == 1),
        "The rule average is for pooling without dilation, but layer '%s' is of type %s.",
        node.name(),
        node.layer().type());
    Pooling pooling = (Pooling) node.layer();
    Operator operator =
        engine.operator(
            new Pooling(
                Pooling.Kind.AVERAGE,
                pooling.kernel(),
                pooling.stride(),
                pooling.padding(),
                pooling.dilation(),
                pooling.ceil(),
                pooling.countPadding()));
    return (tape, signal) -> {
      INDArray[] x = tape.inputs(node);
      Operator.Recorded recorded = operator.record(x);
      INDArray share = Stabilizer.divide(signal, recorded.output(), stabilizer);
      return new INDArray[] {operator.gradient(x, recorded, share)[0].mul(x[0])};
    };
  }
}
