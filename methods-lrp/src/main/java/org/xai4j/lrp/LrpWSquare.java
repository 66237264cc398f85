package org.xai4j.lrp;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.NormRule;
import org.xai4j.lrp.rule.WSquareRule;

/**
 * The {@link WSquareRule} on all layers with weights.
 *
 * @param stabilizer added to denominators with their sign
 * @param bias what becomes of the bias
 */
@Info(
    id = "lrp-w-square",
    title = "LRP-w²",
    summary = "Relevance shared by squared weights, whatever the values.",
    reference = "Montavon et al. 2017, Pattern Recognition 65")
public record LrpWSquare(
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer,
    @Param("whether the bias absorbs its share, shares it out, or is left out") Bias bias)
    implements RelevanceExplainer {
  /** stabilizer = 1e-6, bias = Bias.ABSORBED. */
  public LrpWSquare() {
    this(1e-6, Bias.ABSORBED);
  }

  @Override
  public Composite rules() {
    return Composite.of(new WSquareRule(stabilizer, bias), new NormRule(stabilizer));
  }
}
