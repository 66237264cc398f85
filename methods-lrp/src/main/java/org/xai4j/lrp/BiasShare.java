package org.xai4j.lrp;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Engine;
import org.xai4j.core.engine.Operator;

/** Spreads the relevance of a layer's bias evenly over the inputs each unit really reads. */
final class BiasShare {
  private final Operator ones;
  private final Linear layer;

  /**
   * For one layer.
   *
   * @param layer whose bias is spread
   * @param engine runs the layer with all weights one, which counts the inputs of a unit
   */
  BiasShare(Linear layer, Engine engine) {
    this.layer = layer;
    ones = engine.operator(layer.ones());
  }

  /**
   * Σⱼ bⱼ·sⱼ/Nⱼ over the units j that read an input, with Nⱼ the number of inputs of j.
   *
   * @param input x, for its shape
   * @param share s = R/z
   * @return an array of the input's shape
   */
  INDArray of(INDArray input, INDArray share) {
    return spread(input, share.mul(layer.biasAlong(share.rank())));
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
  INDArray of(INDArray input, INDArray share, INDArray z, double epsilon) {
    INDArray sign = z.gte(0).castTo(z.dataType()).muli(2 * epsilon).subi(epsilon);
    return spread(input, sign.addi(layer.biasAlong(share.rank())).muli(share));
  }

  private INDArray spread(INDArray input, INDArray part) {
    INDArray[] x = {input.ulike().assign(1)};
    Operator.Recorded counts = ones.record(x);
    return ones.gradient(x, counts, Stabilizer.divide(part, counts.output(), 0))[0];
  }
}
