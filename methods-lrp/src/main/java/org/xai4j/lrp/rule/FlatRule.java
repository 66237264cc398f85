package org.xai4j.lrp.rule;

import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.tensor.Device;

/**
 * The flat rule: relevance is spread evenly over the inputs a unit reads, as if all weights were
 * one and there were no bias (Lapuschkin et al. 2019, Nature Communications 10).
 *
 * @param stabilizer added to the denominator, not negative
 */
public record FlatRule(double stabilizer) implements Rule {
  /** Checks the stabiliser. */
  public FlatRule {
    Checks.notNegative("flat", "stabilizer", stabilizer);
  }

  @Override
  public Step bind(Node node, Device device) {
    return WeightRule.step(node, Linear.of(node, "flat").ones(), stabilizer, device);
  }
}
