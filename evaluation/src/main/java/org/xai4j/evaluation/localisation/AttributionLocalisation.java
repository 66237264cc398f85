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
 * Attribution localisation: the inside-total relevance ratio μ = Σ inside/Σ everywhere, times
 * d/(size of the mask) if weighted, which is 1 for relevance spread evenly.
 *
 * @param weighted whether the share is divided by that of the area
 * @param values what counts as relevance
 */
@Info(
    id = "attribution-localisation",
    title = "Attribution localisation",
    summary =
        "The share of the relevance inside the mask, weighted by the size of the mask if asked.",
    reference = "Kohlbrenner et al. 2020, arXiv:1910.09840")
public record AttributionLocalisation(
    @Param("whether the share is divided by that of the area") boolean weighted,
    @Param("what counts as relevance") Values values)
    implements Metric {
  /** Positive values, unweighted. */
  public AttributionLocalisation() {
    this(false, Values.POSITIVE);
  }

  @Override
  public Traits traits() {
    return values == Values.SIGNED
        ? Traits.real(Family.LOCALISATION, Direction.HIGHER, Need.MASKS)
        : Traits.positive(Family.LOCALISATION, Direction.HIGHER, Need.MASKS);
  }

  @Override
  public Scores score(Subject subject) {
    return Masks.score(
        subject,
        values,
        (relevance, mask) ->
            Masks.mass(relevance, mask)
                * (weighted ? (double) mask.length / Masks.count(mask) : 1));
  }
}
