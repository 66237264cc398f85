package org.xai4j.lrp.rule;

import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.registry.Info;
import org.xai4j.core.tensor.Device;

/** The gradient among the rules of relevance: {@link Rule#GRADIENT} by name. */
@Info(
    id = "gradient",
    title = "Gradient",
    summary = "The signal times the slope.",
    reference = "Simonyan et al. 2014, arXiv:1312.6034")
public record GradientRule() implements Rule {
  @Override
  public Step bind(Node node, Device device) {
    return Rule.GRADIENT.bind(node, device);
  }
}
