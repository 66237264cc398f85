package org.xai4j.lrp;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.AlphaBetaRule;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.NormRule;

/**
 * The {@link AlphaBetaRule} on all layers with weights.
 *
 * @param alpha weight of positive contributions
 * @param beta weight of negative contributions, α − 1
 * @param stabilizer added to denominators with their sign
 * @param bias what becomes of the bias
 */
@Info(
    id = "lrp-alpha-beta",
    title = "LRP-αβ",
    summary = "Positive and negative contributions are shared apart.",
    reference = "Bach et al. 2015, PLoS ONE 10(7)")
public record LrpAlphaBeta(
    @Param(value = "weight of positive contributions", min = 1) double alpha,
    @Param(value = "weight of negative contributions, alpha - 1", min = 0) double beta,
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer,
    @Param("whether the bias absorbs its share, shares it out, or is left out") Bias bias)
    implements RelevanceExplainer {
  /** alpha = 2, beta = 1, stabilizer = 1e-6, bias = Bias.ABSORBED. */
  public LrpAlphaBeta() {
    this(2, 1, 1e-6, Bias.ABSORBED);
  }

  @Override
  public Composite rules() {
    return Composite.of(new AlphaBetaRule(alpha, beta, stabilizer, bias), new NormRule(stabilizer));
  }
}
