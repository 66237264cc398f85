package org.xai4j.lrp;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.EpsilonRule;

/**
 * The ε-rule on all layers: LRP-0 with a stabiliser that absorbs the relevance of weak or
 * contradictory contributions.
 *
 * @param epsilon the stabiliser ε
 * @param bias what becomes of the bias
 */
@Info(
    id = "lrp-epsilon",
    title = "LRP-ε",
    summary = "LRP-0 with a stabiliser that absorbs weak, contradictory relevance.",
    reference = "Bach et al. 2015, PLoS ONE 10(7)")
public record LrpEpsilon(
    @Param(value = "the stabiliser ε", min = 0) double epsilon,
    @Param("whether the bias absorbs its share, shares it out, or is left out") Bias bias)
    implements RelevanceExplainer {
  /** ε = 10⁻⁶, the bias absorbs its share. */
  public LrpEpsilon() {
    this(1e-6);
  }

  /**
   * The bias absorbs its share.
   *
   * @param epsilon the stabiliser ε
   */
  public LrpEpsilon(double epsilon) {
    this(epsilon, Bias.ABSORBED);
  }

  @Override
  public Composite rules() {
    EpsilonRule rule = new EpsilonRule(epsilon, bias);
    return Composite.of(rule, rule);
  }
}
