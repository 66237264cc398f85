package org.xai4j.lrp.rule;

import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * z = A·x⁺ + B·x⁻ + a: one layer with different weights for the positive and the negative part of
 * its input, which the rules that treat signs apart are made of.
 */
final class SignedProduct {
  private final Operator ofPositive;
  private final Supplier<Operator> makeNegative;
  private volatile @Nullable Operator ofNegative;
  private final @Nullable BiasShare share;

  /**
   * Derives the weights.
   *
   * @param layer changed
   * @param a makes A and a from the layer's parameters
   * @param b makes B
   * @param bias what becomes of the bias
   * @param device gives operators
   */
  SignedProduct(
      Linear layer,
      UnaryOperator<INDArray> a,
      UnaryOperator<INDArray> b,
      Bias bias,
      Device device) {
    ofPositive = device.operator(layer.map(a, bias != Bias.IGNORED));
    makeNegative = () -> device.operator(layer.map(b, false));
    share =
        bias == Bias.SHARED
            ? new BiasShare(
                new Linear(layer.layer(), layer.weights(), a.apply(layer.bias())), device)
            : null;
  }

  /** B, made when it is first needed: few layers read negative numbers. */
  private Operator ofNegative() {
    Operator made = ofNegative;
    if (made == null) {
      made = Chunks.outside(makeNegative);
      ofNegative = made;
    }
    return made;
  }

  /**
   * z.
   *
   * @param x input
   * @return the output of the changed layer
   */
  Tensor sum(SignedInput x) {
    Tensor z = ofPositive.forward(x.positive());
    Tensor negative = x.negative();
    return negative == null ? z : z.add(ofNegative().forward(negative));
  }

  /**
   * x⁺·(Aᵀs) + x⁻·(Bᵀs), and the bias's share where it is spread.
   *
   * @param x input
   * @param z as {@link #sum} gave it
   * @param s relevance per unit of z
   * @return relevance of the input
   */
  Tensor back(SignedInput x, Tensor z, Tensor s) {
    Tensor c = back(ofPositive, x.positive(), z, s);
    Tensor negative = x.negative();
    Tensor r =
        negative == null
            ? c.mul(x.positive())
            : s.device()
                .fusion()
                .joined(x.positive(), c, negative, back(ofNegative(), negative, z, s));
    return share == null ? r : r.add(share.of(x.positive(), s));
  }

  private static Tensor back(Operator operator, Tensor x, Tensor z, Tensor s) {
    Operator.Recorded recorded = new Operator.Recorded(z, Operator.Recorded.NOTHING);
    return operator.gradient(new Tensor[] {x}, recorded, s)[0];
  }
}
