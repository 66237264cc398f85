package org.xai4j.lrp;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Engine;
import org.xai4j.core.engine.Host;
import org.xai4j.core.engine.Operator;
import org.xai4j.core.engine.Rule;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.model.Node;

/** What the rules share that look at the weights alone: the changed layer is run on ones. */
final class WeightRule {
  private WeightRule() {}

  /**
   * Rᵢ = Σⱼ vᵢⱼ·Rⱼ/(Σₖ vₖⱼ + dⱼ).
   *
   * @param node the node
   * @param changed the layer with weights v and bias d
   * @param stabilizer of the denominator
   * @param engine gives operators
   * @return the step
   */
  static Rule.Step step(Node node, Layer changed, double stabilizer, Engine engine) {
    Operator operator = engine.operator(changed);
    return (tape, signal) -> {
      INDArray x = tape.inputs(node)[0];
      long[] row = x.shape().clone();
      row[0] = 1;
      INDArray z = operator.forward(filled(x, 1, row));
      INDArray share = Stabilizer.divide(signal, z, stabilizer);
      Operator.Recorded recorded = new Operator.Recorded(share, Operator.Recorded.NOTHING);
      return operator.gradient(new INDArray[] {x}, recorded, share);
    };
  }

  /** An array of one value. */
  static INDArray filled(INDArray like, double value, long... shape) {
    double[] values = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.fill(values, value);
    return Host.array(like.dataType(), values, shape);
  }
}
