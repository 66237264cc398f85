package org.xai4j.lrp;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.GammaRule;
import org.xai4j.lrp.rule.NormRule;

/**
 * The {@link GammaRule} on all layers with weights.
 *
 * @param gamma the weight γ of positive contributions
 * @param stabilizer added to denominators with their sign
 * @param bias what becomes of the bias
 */
@Info(
    id = "lrp-gamma",
    title = "LRP-γ",
    summary = "Positive contributions count more.",
    reference = "Montavon et al. 2019, LNCS 11700")
public record LrpGamma(
    @Param(value = "the weight γ of positive contributions", min = 0) double gamma,
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer,
    @Param("whether the bias absorbs its share, shares it out, or is left out") Bias bias)
    implements RelevanceExplainer {
  /** gamma = 0.25, stabilizer = 1e-6, bias = Bias.ABSORBED. */
  public LrpGamma() {
    this(0.25, 1e-6, Bias.ABSORBED);
  }

  @Override
  public Composite rules() {
    return Composite.of(new GammaRule(gamma, stabilizer, bias), new NormRule(stabilizer));
  }
}
