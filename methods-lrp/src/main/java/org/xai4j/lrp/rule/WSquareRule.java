package org.xai4j.lrp.rule;

import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.tensor.Device;

/**
 * The w²-rule for the first layer on inputs without bounds, Rᵢ = Σⱼ wᵢⱼ²·Rⱼ/(Σₖ wₖⱼ² + bⱼ²)
 * (Montavon et al. 2017, Pattern Recognition 65).
 *
 * @param stabilizer added to the denominator, not negative
 * @param bias whether b² is part of the denominator or left out; it cannot be spread
 */
public record WSquareRule(double stabilizer, Bias bias) implements Rule {
  /** Checks the parameters. */
  public WSquareRule {
    Checks.notNegative("w-square", "stabilizer", stabilizer);
    Checks.notShared("w-square", bias);
  }

  @Override
  public Step bind(Node node, Device device) {
    return WeightRule.step(
        node,
        Linear.of(node, "w-square").map(a -> a.mul(a), bias == Bias.ABSORBED),
        stabilizer,
        device);
  }
}
