package org.xai4j.lrp.rule;

import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.tensor.Device;

/**
 * The w²-rule for the first layer on inputs without bounds, Rᵢ = Σⱼ wᵢⱼ²·Rⱼ/(Σₖ wₖⱼ² + bⱼ²)
 * (Montavon et al. 2017, Pattern Recognition 65).
 *
 * @param stabilizer added to the denominator, not negative
 * @param bias whether b² is part of the denominator or left out; it cannot be spread
 */
@Info(
    id = "w-square",
    title = "w²-rule",
    summary = "wᵢⱼ² in place of xᵢ·wᵢⱼ.",
    reference = "Montavon et al. 2017, Pattern Recognition 65")
public record WSquareRule(
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer,
    @Param("what becomes of the bias") Bias bias)
    implements Rule {
  /** stabilizer = 1e-6, b² is part of the denominator. */
  public WSquareRule() {
    this(1e-6, Bias.ABSORBED);
  }

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
