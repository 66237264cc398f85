package org.xai4j.evaluation.localisation;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;

/**
 * Relevance mass accuracy: Σ inside/Σ everywhere of the relevance; NaN where there is none. With
 * signed values it is no share.
 *
 * @param values what counts as relevance
 */
@Info(
    id = "relevance-mass-accuracy",
    title = "Relevance mass accuracy",
    summary = "The share of the relevance that lies where the evidence is.",
    reference = "Arras, Osman and Samek 2022, arXiv:2003.07258")
public record RelevanceMassAccuracy(@Param("what counts as relevance") Values values)
    implements Metric {
  /** Positive values. */
  public RelevanceMassAccuracy() {
    this(Values.POSITIVE);
  }

  @Override
  public Traits traits() {
    return values == Values.SIGNED
        ? Traits.real(Family.LOCALISATION, Direction.HIGHER, Need.MASKS)
        : Traits.share(Family.LOCALISATION, Direction.HIGHER, Need.MASKS);
  }

  @Override
  public Scores score(Subject subject) {
    return Masks.score(subject, values, Masks::mass);
  }
}
