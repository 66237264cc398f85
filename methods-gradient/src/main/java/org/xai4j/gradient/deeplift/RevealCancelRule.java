package org.xai4j.gradient.deeplift;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.xai4j.core.engine.Scalar;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * DeepLIFT's reveal-cancel rule for an affine layer z = W·x + b and the element-wise function y =
 * f(z) behind it, as one step. The terms of Δz = W·Δx are gathered by sign into Δz⁺ and Δz⁻; with
 * z′ the reference,
 *
 * <ul>
 *   <li>Δy⁺ = ½(f(z′ + Δz⁺) − f(z′)) + ½(f(z) − f(z′ + Δz⁻)), and Δy⁻ likewise;
 *   <li>positive terms take the multiplier M·Δy⁺/Δz⁺, negative ones M·Δy⁻/Δz⁻.
 * </ul>
 *
 * The signal at the layer's output is the one of y: the function itself passes it on unchanged.
 *
 * @param function f
 */
record RevealCancelRule(Scalar function) implements Rule {
  @Override
  public Step bind(Node node, Device device) {
    Affine layer = (Affine) node.layer();
    INDArray none = layer.bias().ulike().assign(0);
    INDArray up = Transforms.relu(layer.weights(), true);
    Operator positive = device.operator(layer.with(up, none));
    Operator negative = device.operator(layer.with(layer.weights().sub(up), none));
    return (tape, signal) -> {
      Tensor x = tape.inputs(node)[0];
      Tensor difference = ReferencePairs.rows(x).sub(ReferencePairs.references(x));
      Tensor rise = difference.positive();
      Tensor fall = difference.negative();
      Tensor plus = positive.forward(rise).add(negative.forward(fall));
      Tensor minus = positive.forward(fall).add(negative.forward(rise));
      Tensor z = ReferencePairs.references(tape.value(node));
      Tensor[] m = multipliers(z, plus, minus, ReferencePairs.rows(signal));
      Tensor ofRise = back(positive, rise, m[0]).add(back(negative, rise, m[1]));
      Tensor ofFall = back(positive, rise, m[1]).add(back(negative, rise, m[0]));
      double[] risen = ofRise.doubles();
      double[] fallen = ofFall.doubles();
      double[] d = difference.doubles();
      for (int i = 0; i < d.length; i++) {
        risen[i] = d[i] > 0 ? risen[i] : d[i] < 0 ? fallen[i] : 0.5 * (risen[i] + fallen[i]);
      }
      return new Tensor[] {ReferencePairs.twice(device.of(x.type(), risen, difference.shape()))};
    };
  }

  private static Tensor back(Operator operator, Tensor input, Tensor signal) {
    Tensor[] inputs = {input};
    return operator.gradient(inputs, operator.record(inputs), signal)[0];
  }

  /** The multipliers of positive and of negative terms. */
  private Tensor[] multipliers(Tensor z, Tensor plus, Tensor minus, Tensor signal) {
    double[] reference = z.doubles();
    double[] up = plus.doubles();
    double[] down = minus.doubles();
    double[] s = signal.doubles();
    for (int i = 0; i < s.length; i++) {
      double r = reference[i];
      double start = function.value(r);
      double high = function.value(r + up[i]);
      double low = function.value(r + down[i]);
      double end = function.value(r + up[i] + down[i]);
      double slope = up[i] == 0 && down[i] == 0 ? function.slope(r) : 0;
      double rising = up[i] == 0 ? slope : 0.5 * (high - start + end - low) / up[i];
      double falling = down[i] == 0 ? slope : 0.5 * (low - start + end - high) / down[i];
      up[i] = s[i] == 0 ? 0 : s[i] * rising;
      down[i] = s[i] == 0 ? 0 : s[i] * falling;
    }
    return new Tensor[] {
      z.device().of(z.type(), up, z.shape()), z.device().of(z.type(), down, z.shape())
    };
  }
}
