package org.xai4j.lrp;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.EpsilonRule;
import org.xai4j.lrp.rule.RecurrentRule;

/**
 * Relevance for recurrent networks: the {@link RecurrentRule} at recurrent layers, the ε-rule at
 * all others.
 *
 * @param gates what the gates take
 * @param epsilon ε everywhere
 * @param delta part of biases and stabilisers inside recurrent layers that is spread over the
 *     inputs; above 0 other layers spread theirs whole, so that 1 conserves
 */
@Info(
    id = "lrp-recurrent",
    title = "LRP for recurrent networks",
    summary = "The signal takes all at gates, or the gates take a part.",
    reference = "Arras et al. 2017, arXiv:1706.07206")
public record LrpRecurrent(
    @Param("none (the signal takes all), half, or prop(ortional)") RecurrentRule.Gates gates,
    @Param(value = "the stabiliser ε", min = 0) double epsilon,
    @Param(value = "part of the biases' share that is spread; 1 conserves", min = 0, max = 1)
        double delta)
    implements RelevanceExplainer {
  /** Gates take none, ε = 10⁻³, biases keep their share. */
  public LrpRecurrent() {
    this(RecurrentRule.Gates.NONE, 1e-3, 0);
  }

  @Override
  public Composite rules() {
    EpsilonRule rule = new EpsilonRule(epsilon, delta > 0 ? Bias.SHARED : Bias.ABSORBED);
    return Composite.builder()
        .type("recurrent", new RecurrentRule(gates, epsilon, delta))
        .otherwise(rule)
        .sums(rule)
        .build();
  }
}
