package org.xai4j.lrp.rule;

import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.tensor.Device;

/**
 * Relevance in proportion to each input's part of a sum, stabilised: the rule of residual sums and
 * average pooling, the ε-rule with a small ε.
 *
 * @param stabilizer ε, not negative
 */
public record NormRule(double stabilizer) implements Rule {
  /** Checks the stabiliser. */
  public NormRule {
    Checks.notNegative("norm", "stabilizer", stabilizer);
  }

  @Override
  public Step bind(Node node, Device device) {
    return new EpsilonRule(stabilizer).bind(node, device);
  }
}
