package org.xai4j.lrp.rule;

import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;

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
  public Step bind(Node node, Device device) {
    SignedProduct product =
        new SignedProduct(
            Linear.of(node, "z-plus"), Linear::positive, Linear::negative, bias, device);
    return (tape, signal) -> {
      SignedInput x = SignedInput.of(tape.inputs(node)[0]);
      Tensor z = product.sum(x);
      return new Tensor[] {product.back(x, z, signal.div(z, stabilizer))};
    };
  }
}
