package org.xai4j.lrp;

import org.xai4j.core.registry.Info;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.EpsilonRule;

/**
 * The basic rule: relevance is shared in proportion to each input's part of the pre-activation. On
 * networks of rectifiers it equals input × gradient.
 */
@Info(
    id = "lrp-0",
    title = "LRP-0",
    summary = "Relevance shared in proportion to each input's part of the pre-activation.",
    reference = "Bach et al. 2015, PLoS ONE 10(7)")
public record LrpZero() implements RelevanceExplainer {
  @Override
  public Composite rules() {
    EpsilonRule rule = new EpsilonRule(0);
    return Composite.of(rule, rule);
  }
}
