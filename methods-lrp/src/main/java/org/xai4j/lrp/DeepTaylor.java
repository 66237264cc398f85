package org.xai4j.lrp;

import java.util.Optional;
import org.xai4j.core.network.Rule;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.NormRule;
import org.xai4j.lrp.rule.WSquareRule;
import org.xai4j.lrp.rule.ZBoxRule;
import org.xai4j.lrp.rule.ZPlusRule;

/**
 * The {@link ZPlusRule} without biases; on the first layer the {@link ZBoxRule} where the bounds of
 * the inputs are given, else the {@link WSquareRule}.
 *
 * @param low the smallest value of an input, if inputs are bounded
 * @param high the largest value of an input, if inputs are bounded
 * @param stabilizer added to denominators with their sign
 */
@Info(
    id = "deep-taylor",
    title = "Deep Taylor decomposition",
    summary = "Taylor decomposition of each unit at a root point: z⁺, and zᴮ or w² at the input.",
    reference = "Montavon et al. 2017, Pattern Recognition 65")
public record DeepTaylor(
    @Param("the smallest value of an input, if inputs are bounded") Optional<Double> low,
    @Param("the largest value of an input, if inputs are bounded") Optional<Double> high,
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer)
    implements RelevanceExplainer {
  /** Inputs without bounds, stabilizer = 1e-6. */
  public DeepTaylor() {
    this(Optional.empty(), Optional.empty(), 1e-6);
  }

  @Override
  public Composite rules() {
    InputException.check(
        low.isPresent() == high.isPresent(),
        "The method deep-taylor needs both low and high, or neither; give the other bound too.");
    Rule first =
        low.isPresent()
            ? new ZBoxRule(low.get(), high.orElseThrow(), stabilizer)
            : new WSquareRule(stabilizer, Bias.IGNORED);
    return Composite.builder()
        .first(1, first)
        .otherwise(new ZPlusRule(stabilizer, Bias.IGNORED))
        .sums(new NormRule(stabilizer))
        .build();
  }
}
