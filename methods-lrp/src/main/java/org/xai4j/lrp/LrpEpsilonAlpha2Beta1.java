package org.xai4j.lrp;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.AlphaBetaRule;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.EpsilonRule;
import org.xai4j.lrp.rule.NormRule;

/**
 * The {@link AlphaBetaRule} on convolutions, the {@link EpsilonRule} on dense layers.
 *
 * @param epsilon the ε of dense layers
 * @param stabilizer added to denominators with their sign
 */
@Info(
    id = "lrp-epsilon-alpha2-beta1",
    title = "LRP ε, α2β1",
    summary = "α2β1 on convolutions, ε on dense layers.",
    reference = "Montavon et al. 2019, LNCS 11700")
public record LrpEpsilonAlpha2Beta1(
    @Param(value = "the stabiliser ε", min = 0) double epsilon,
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer)
    implements RelevanceExplainer {
  /** epsilon = 1e-6, stabilizer = 1e-6. */
  public LrpEpsilonAlpha2Beta1() {
    this(1e-6, 1e-6);
  }

  @Override
  public Composite rules() {
    return Composite.builder()
        .type("convolution", new AlphaBetaRule(2, 1, stabilizer, Bias.ABSORBED))
        .otherwise(new EpsilonRule(epsilon))
        .sums(new NormRule(stabilizer))
        .build();
  }
}
