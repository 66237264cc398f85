package org.xai4j.lrp;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.composite.Start;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.NormRule;
import org.xai4j.lrp.rule.ZPlusRule;

/**
 * The {@link ZPlusRule} on all layers with weights; relevance starts as one.
 *
 * @param stabilizer added to denominators with their sign
 * @param bias what becomes of the bias; the paper leaves it out
 */
@Info(
    id = "excitation-backprop",
    title = "Excitation backpropagation",
    summary = "The probability that a winner-take-all walk from the output ends at an input.",
    reference = "Zhang et al. 2018, IJCV 126")
public record ExcitationBackprop(
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer,
    @Param("whether the bias absorbs its share, shares it out, or is left out") Bias bias)
    implements RelevanceExplainer {
  /** stabilizer = 1e-6, no bias: the probabilities sum to one. */
  public ExcitationBackprop() {
    this(1e-6, Bias.IGNORED);
  }

  @Override
  public Composite rules() {
    return Composite.builder()
        .otherwise(new ZPlusRule(stabilizer, bias))
        .sums(new NormRule(stabilizer))
        .start(Start.ONE)
        .build();
  }
}
