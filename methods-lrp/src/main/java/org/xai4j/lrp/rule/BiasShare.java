package org.xai4j.lrp.rule;

import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** Spreads the relevance of a layer's bias evenly over the inputs each unit really reads. */
final class BiasShare {
  private final Operator ones;
  private final Linear layer;
  private final Device device;

  /**
   * For one layer.
   *
   * @param layer whose bias is spread
   * @param device runs the layer with all weights one, which counts the inputs of a unit
   */
  BiasShare(Linear layer, Device device) {
    this.layer = layer;
    this.device = device;
    ones = device.operator(layer.ones());
  }

  /**
   * Σⱼ bⱼ·sⱼ/Nⱼ over the units j that read an input, with Nⱼ the number of inputs of j.
   *
   * @param input x, for its shape
   * @param share s = R/z
   * @return an array of the input's shape
   */
  Tensor of(Tensor input, Tensor share) {
    return spread(input, share.mul(biasAlong(share)));
  }

  /**
   * The same for bias and stabiliser, Σⱼ (bⱼ + ε·sign(zⱼ))·sⱼ/Nⱼ.
   *
   * @param input x, for its shape
   * @param share s = R/(z + ε·sign(z))
   * @param z pre-activations
   * @param epsilon ε, not negative
   * @return an array of the input's shape
   */
  Tensor of(Tensor input, Tensor share, Tensor z, double epsilon) {
    Tensor sign = z.mask(Tensor.Sign.NOT_NEGATIVE).mul(2 * epsilon).add(-epsilon);
    return spread(input, sign.add(biasAlong(share)).mul(share));
  }

  private Tensor biasAlong(Tensor output) {
    return device.of(layer.biasAlong(output.rank()));
  }

  private Tensor spread(Tensor input, Tensor part) {
    Tensor[] x = {device.filled(input.type(), 1, input.shape())};
    Operator.Recorded counts = ones.record(x);
    return ones.gradient(x, counts, part.div(counts.output(), 0))[0];
  }
}
