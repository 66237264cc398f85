package org.xai4j.lrp;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.NormRule;
import org.xai4j.lrp.rule.ZPlusRule;

/**
 * The {@link ZPlusRule} on all layers with weights.
 *
 * @param stabilizer added to denominators with their sign
 * @param bias what becomes of the bias
 */
@Info(
    id = "lrp-z-plus",
    title = "LRP-z⁺",
    summary = "Only positive contributions count.",
    reference = "Montavon et al. 2017, Pattern Recognition 65")
public record LrpZPlus(
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer,
    @Param("whether the bias absorbs its share, shares it out, or is left out") Bias bias)
    implements RelevanceExplainer {
  /** stabilizer = 1e-6, bias = Bias.ABSORBED. */
  public LrpZPlus() {
    this(1e-6, Bias.ABSORBED);
  }

  @Override
  public Composite rules() {
    return Composite.of(new ZPlusRule(stabilizer, bias), new NormRule(stabilizer));
  }
}
