package org.xai4j.lrp;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.EpsilonRule;
import org.xai4j.lrp.rule.GammaRule;
import org.xai4j.lrp.rule.NormRule;
import org.xai4j.lrp.rule.ZBoxRule;

/**
 * The {@link ZBoxRule} on the first layer, the {@link GammaRule} on convolutions, the {@link
 * EpsilonRule} on dense layers.
 *
 * @param low the smallest value of an input
 * @param high the largest value of an input
 * @param epsilon the ε of dense layers
 * @param gamma the weight γ of positive contributions
 * @param stabilizer added to denominators with their sign
 */
@Info(
    id = "lrp-epsilon-gamma-box",
    title = "LRP ε, γ, zᴮ",
    summary = "Bounded inputs on the first layer, γ on convolutions, ε on dense layers.",
    reference = "Montavon et al. 2019, LNCS 11700")
public record LrpEpsilonGammaBox(
    @Param("the smallest value of an input") double low,
    @Param("the largest value of an input") double high,
    @Param(value = "the stabiliser ε", min = 0) double epsilon,
    @Param(value = "the weight γ of positive contributions", min = 0) double gamma,
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer)
    implements RelevanceExplainer {
  /** low = 0, high = 1, epsilon = 1e-6, gamma = 0.25, stabilizer = 1e-6. */
  public LrpEpsilonGammaBox() {
    this(0, 1, 1e-6, 0.25, 1e-6);
  }

  @Override
  public Composite rules() {
    return Composite.builder()
        .first(1, new ZBoxRule(low, high, stabilizer))
        .type("convolution", new GammaRule(gamma, stabilizer, Bias.ABSORBED))
        .otherwise(new EpsilonRule(epsilon))
        .sums(new NormRule(stabilizer))
        .build();
  }
}
