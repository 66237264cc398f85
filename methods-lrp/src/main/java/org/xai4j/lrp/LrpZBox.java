package org.xai4j.lrp;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.EpsilonRule;
import org.xai4j.lrp.rule.NormRule;
import org.xai4j.lrp.rule.ZBoxRule;

/**
 * The {@link ZBoxRule} on the first layer, the {@link EpsilonRule} on the others.
 *
 * @param low the smallest value of an input
 * @param high the largest value of an input
 * @param epsilon the ε of dense layers
 * @param stabilizer added to denominators with their sign
 */
@Info(
    id = "lrp-z-box",
    title = "LRP-zᴮ",
    summary = "Bounded inputs on the first layer, ε above.",
    reference = "Montavon et al. 2017, Pattern Recognition 65")
public record LrpZBox(
    @Param("the smallest value of an input") double low,
    @Param("the largest value of an input") double high,
    @Param(value = "the stabiliser ε", min = 0) double epsilon,
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer)
    implements RelevanceExplainer {
  /** low = 0, high = 1, epsilon = 1e-6, stabilizer = 1e-6. */
  public LrpZBox() {
    this(0, 1, 1e-6, 1e-6);
  }

  @Override
  public Composite rules() {
    return Composite.builder()
        .first(1, new ZBoxRule(low, high, stabilizer))
        .otherwise(new EpsilonRule(epsilon))
        .sums(new NormRule(stabilizer))
        .build();
  }
}
