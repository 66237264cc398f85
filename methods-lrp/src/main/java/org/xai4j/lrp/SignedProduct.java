package org.xai4j.lrp;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Engine;
import org.xai4j.core.engine.Operator;

/**
 * z = A·x⁺ + B·x⁻ + a: one layer with different weights for the positive and the negative part of
 * its input, which the rules that treat signs apart are made of.
 */
final class SignedProduct {
  private final Operator ofPositive;
  private final Operator ofNegative;
  private final @Nullable BiasShare share;

  /**
   * Derives the weights.
   *
   * @param layer changed
   * @param a makes A and a from the layer's parameters
   * @param b makes B
   * @param bias what becomes of the bias
   * @param engine gives operators
   */
  SignedProduct(
      Linear layer,
      UnaryOperator<INDArray> a,
      UnaryOperator<INDArray> b,
      Bias bias,
      Engine engine) {
    ofPositive = engine.operator(layer.map(a, bias != Bias.IGNORED));
    ofNegative = engine.operator(layer.map(b, false));
    share =
        bias == Bias.SHARED
            ? new BiasShare(
                new Linear(layer.layer(), layer.weights(), a.apply(layer.bias())), engine)
            : null;
  }

  /**
   * z.
   *
   * @param x input
   * @return the output of the changed layer
   */
  INDArray sum(SignedInput x) {
    INDArray z = ofPositive.forward(x.positive());
    INDArray negative = x.negative();
    return negative == null ? z : z.add(ofNegative.forward(negative));
  }

  /**
   * x⁺·(Aᵀs) + x⁻·(Bᵀs), and the bias's share where it is spread.
   *
   * @param x input
   * @param z as {@link #sum} gave it
   * @param s relevance per unit of z
   * @return relevance of the input
   */
  INDArray back(SignedInput x, INDArray z, INDArray s) {
    INDArray r = back(ofPositive, x.positive(), z, s);
    INDArray negative = x.negative();
    if (negative != null) {
      r = r.add(back(ofNegative, negative, z, s));
    }
    return share == null ? r : r.add(share.of(x.positive(), s));
  }

  private static INDArray back(Operator operator, INDArray x, INDArray z, INDArray s) {
    Operator.Recorded recorded = new Operator.Recorded(z, Operator.Recorded.NOTHING);
    return operator.gradient(new INDArray[] {x}, recorded, s)[0].mul(x);
  }
}
