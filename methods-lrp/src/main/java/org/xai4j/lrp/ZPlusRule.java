package org.xai4j.lrp;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Engine;
import org.xai4j.core.engine.Rule;
import org.xai4j.core.model.Node;

/**
 * The z⁺-rule: only positive contributions count, Rᵢ = Σⱼ (xᵢ·wᵢⱼ)⁺/(Σₖ (xₖ·wₖⱼ)⁺ + bⱼ⁺)·Rⱼ
 * (Montavon et al. 2017, Pattern Recognition 65).
 *
 * @param stabilizer added to the denominator with its sign, not negative
 * @param bias what becomes of the bias's positive part
 */
public record ZPlusRule(double stabilizer, Bias bias) implements Rule {
  /** Checks the stabiliser. */
  public ZPlusRule {
    Checks.notNegative("z-plus", "stabilizer", stabilizer);
  }

  @Override
  public Step bind(Node node, Engine engine) {
    SignedProduct product =
        new SignedProduct(
            Linear.of(node, "z-plus"), Linear::positive, Linear::negative, bias, engine);
    return (tape, signal) -> {
      SignedInput x = SignedInput.of(tape.inputs(node)[0]);
      INDArray z = product.sum(x);
      return new INDArray[] {product.back(x, z, Stabilizer.divide(signal, z, stabilizer))};
    };
  }
}
