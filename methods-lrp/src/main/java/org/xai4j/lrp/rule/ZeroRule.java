package org.xai4j.lrp.rule;

import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.tensor.Device;

/**
 * The basic rule, LRP-0: the {@link EpsilonRule} without a stabiliser.
 *
 * @param bias what becomes of the bias
 */
@Info(
    id = "zero",
    title = "Basic rule",
    summary = "Rᵢ = Σⱼ xᵢ·wᵢⱼ/zⱼ·Rⱼ.",
    reference = "Bach et al. 2015, PLoS ONE 10(7)")
public record ZeroRule(@Param("what becomes of the bias") Bias bias) implements Rule {
  /** The bias keeps its share. */
  public ZeroRule() {
    this(Bias.ABSORBED);
  }

  @Override
  public Step bind(Node node, Device device) {
    return new EpsilonRule(0, bias).bind(node, device);
  }
}
