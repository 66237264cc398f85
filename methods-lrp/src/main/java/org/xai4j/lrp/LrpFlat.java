package org.xai4j.lrp;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.FlatRule;
import org.xai4j.lrp.rule.NormRule;

/**
 * The {@link FlatRule} on all layers with weights.
 *
 * @param stabilizer added to denominators with their sign
 */
@Info(
    id = "lrp-flat",
    title = "LRP-flat",
    summary = "Relevance spread evenly over what each unit reads.",
    reference = "Lapuschkin et al. 2019, Nature Communications 10")
public record LrpFlat(
    @Param(value = "added to denominators with their sign", min = 0) double stabilizer)
    implements RelevanceExplainer {
  /** stabilizer = 1e-6. */
  public LrpFlat() {
    this(1e-6);
  }

  @Override
  public Composite rules() {
    return Composite.of(new FlatRule(stabilizer), new NormRule(stabilizer));
  }
}
