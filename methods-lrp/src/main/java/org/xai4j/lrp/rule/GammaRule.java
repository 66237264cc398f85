package org.xai4j.lrp.rule;

import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Fusion;
import org.xai4j.core.tensor.Tensor;

/**
 * The γ-rule, which favours positive contributions, generalised to inputs and outputs of either
 * sign. Units with z &gt; 0 share by x⁺·(w + γ·w⁺) + x⁻·(w + γ·w⁻), those with z &lt; 0 by x⁺·(w +
 * γ·w⁻) + x⁻·(w + γ·w⁺); on positive inputs and outputs it is Rᵢ = Σⱼ xᵢ·(wᵢⱼ + γ·wᵢⱼ⁺)/(Σₖ xₖ·(wₖⱼ
 * + γ·wₖⱼ⁺))·Rⱼ (Montavon et al. 2019, LNCS 11700; Andéol et al. 2021, arXiv:2106.04406). γ = 0 is
 * the ε-rule, γ → ∞ the z⁺-rule.
 *
 * @param gamma γ, not negative
 * @param stabilizer added to the denominators with their sign, not negative
 * @param bias what becomes of the bias, which is changed as the weights are
 */
@Info(
    id = "gamma",
    title = "γ-rule",
    summary = "w + γ·w⁺ in place of w, generalised to either sign.",
    reference = "Montavon et al. 2019, LNCS 11700; Andéol et al. 2021, arXiv:2106.04406")
public record GammaRule(
    @Param(value = "γ, the favour of positive weights", min = 0) double gamma,
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer,
    @Param("what becomes of the bias") Bias bias)
    implements Rule {
  /** gamma = 0.25, stabilizer = 1e-6, the bias keeps its share. */
  public GammaRule() {
    this(0.25, 1e-6, Bias.ABSORBED);
  }

  /** Checks γ. */
  public GammaRule {
    Checks.notNegative("gamma", "gamma", gamma);
    Checks.notNegative("gamma", "stabilizer", stabilizer);
  }

  @Override
  public Step bind(Node node, Device device) {
    Linear layer = Linear.of(node, "gamma");
    var more = Linear.plus(gamma, Linear::positive);
    var less = Linear.plus(gamma, Linear::negative);
    SignedProduct rising = new SignedProduct(layer, more, less, bias, device);
    SignedProduct falling = new SignedProduct(layer, less, more, bias, device);
    return (tape, signal) -> {
      Tensor output = tape.value(node);
      SignedInput x = SignedInput.of(tape.inputs(node)[0]);
      Fusion fusion = device.fusion();
      Tensor r = part(rising, x, fusion.where(signal, output, Tensor.Sign.POSITIVE));
      Tensor negative = fusion.where(signal, output, Tensor.Sign.NEGATIVE);
      // Behind a rectifier no relevance arrives at units with z < 0.
      return new Tensor[] {
        negative.abs().mul(-1).least() == 0 ? r : r.add(part(falling, x, negative))
      };
    };
  }

  private Tensor part(SignedProduct product, SignedInput x, Tensor signal) {
    Tensor z = product.sum(x);
    return product.back(x, z, signal.div(z, stabilizer));
  }
}
