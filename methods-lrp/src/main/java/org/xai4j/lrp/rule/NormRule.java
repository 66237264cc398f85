package org.xai4j.lrp.rule;

import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.tensor.Device;

/**
 * Relevance in proportion to each input's part of a sum, stabilised: the rule of residual sums and
 * average pooling, the ε-rule with a small ε.
 *
 * @param stabilizer ε, not negative
 */
@Info(
    id = "norm",
    title = "Sums",
    summary = "In proportion to the parts of a sum.",
    reference = "Bach et al. 2015, PLoS ONE 10(7)")
public record NormRule(
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer)
    implements Rule {
  /** stabilizer = 1e-6. */
  public NormRule() {
    this(1e-6);
  }

  /** Checks the stabiliser. */
  public NormRule {
    Checks.notNegative("norm", "stabilizer", stabilizer);
  }

  @Override
  public Step bind(Node node, Device device) {
    return new EpsilonRule(stabilizer).bind(node, device);
  }
}
