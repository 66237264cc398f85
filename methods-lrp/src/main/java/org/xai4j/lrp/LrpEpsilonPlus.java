package org.xai4j.lrp;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.EpsilonRule;
import org.xai4j.lrp.rule.NormRule;
import org.xai4j.lrp.rule.ZPlusRule;

/**
 * The {@link ZPlusRule} on convolutions, the {@link EpsilonRule} on dense layers.
 *
 * @param epsilon the ε of dense layers
 * @param stabilizer added to denominators with their sign
 */
@Info(
    id = "lrp-epsilon-plus",
    title = "LRP ε, z⁺",
    summary = "z⁺ on convolutions, ε on dense layers.",
    reference = "Montavon et al. 2019, LNCS 11700")
public record LrpEpsilonPlus(
    @Param(value = "the stabiliser ε", min = 0) double epsilon,
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer)
    implements RelevanceExplainer {
  /** epsilon = 1e-6, stabilizer = 1e-6. */
  public LrpEpsilonPlus() {
    this(1e-6, 1e-6);
  }

  @Override
  public Composite rules() {
    return Composite.builder()
        .type("convolution", new ZPlusRule(stabilizer, Bias.ABSORBED))
        .otherwise(new EpsilonRule(epsilon))
        .sums(new NormRule(stabilizer))
        .build();
  }
}
