package org.xai4j.lrp.rule;

import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;

/**
 * The αβ-rule: positive and negative contributions apart, Rᵢ = Σⱼ (α·zᵢⱼ⁺/zⱼ⁺ − β·zᵢⱼ⁻/zⱼ⁻)·Rⱼ with
 * zᵢⱼ = xᵢ·wᵢⱼ and α − β = 1 (Bach et al. 2015, PLoS ONE 10(7)).
 *
 * @param alpha weight of positive contributions, not negative
 * @param beta weight of negative contributions, α − 1
 * @param stabilizer added to the denominators with their sign, not negative
 * @param bias what becomes of the bias, whose parts of either sign go with theirs
 */
@Info(
    id = "alpha-beta",
    title = "αβ-rule",
    summary = "α times the positive parts less β times the negative ones, α − β = 1.",
    reference = "Bach et al. 2015, PLoS ONE 10(7)")
public record AlphaBetaRule(
    @Param(value = "weight of positive contributions", min = 0) double alpha,
    @Param(value = "weight of negative contributions, alpha − 1", min = 0) double beta,
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer,
    @Param("what becomes of the bias") Bias bias)
    implements Rule {
  /** alpha = 2, beta = 1, stabilizer = 1e-6, the bias keeps its share. */
  public AlphaBetaRule() {
    this(2, 1, 1e-6, Bias.ABSORBED);
  }

  /** Checks that α − β = 1. */
  public AlphaBetaRule {
    Checks.notNegative("alpha-beta", "alpha", alpha);
    Checks.notNegative("alpha-beta", "beta", beta);
    Checks.notNegative("alpha-beta", "stabilizer", stabilizer);
    InputException.check(
        Math.abs(alpha - beta - 1) < 1e-9,
        "The rule alpha-beta needs alpha - beta = 1, not alpha = %s and beta = %s.",
        alpha,
        beta);
  }

  @Override
  public Step bind(Node node, Device device) {
    Linear layer = Linear.of(node, "alpha-beta");
    SignedProduct gains =
        new SignedProduct(layer, Linear::positive, Linear::negative, bias, device);
    SignedProduct losses =
        new SignedProduct(layer, Linear::negative, Linear::positive, bias, device);
    return (tape, signal) -> {
      SignedInput x = SignedInput.of(tape.inputs(node)[0]);
      Tensor r = part(gains, x, signal);
      return new Tensor[] {
        beta == 0
            ? r.mul(alpha)
            : device.fusion().difference(r, alpha, part(losses, x, signal), beta)
      };
    };
  }

  private Tensor part(SignedProduct product, SignedInput x, Tensor signal) {
    Tensor z = product.sum(x);
    return product.back(x, z, signal.div(z, stabilizer));
  }
}
