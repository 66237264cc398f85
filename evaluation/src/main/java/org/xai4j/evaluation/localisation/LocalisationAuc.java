package org.xai4j.evaluation.localisation;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;
import org.xai4j.evaluation.statistics.Correlation;

/**
 * The area under the receiver operating curve of the relevance as a score of being inside the mask:
 * the probability that an element inside has more relevance than one outside, ties counting one
 * half.
 *
 * @param values what counts as relevance
 */
@Info(
    id = "localisation-auc",
    title = "Localisation AUC",
    summary = "How well relevance tells elements inside the mask from those outside.",
    reference =
        "Fawcett 2006, doi:10.1016/j.patrec.2005.10.010; used by Simonyan et al. 2014, arXiv:1312.6034")
public record LocalisationAuc(@Param("what counts as relevance") Values values) implements Metric {
  /** Signed values. */
  public LocalisationAuc() {
    this(Values.SIGNED);
  }

  @Override
  public Traits traits() {
    return Traits.share(Family.LOCALISATION, Direction.HIGHER, Need.MASKS);
  }

  @Override
  public Scores score(Subject subject) {
    return Masks.score(
        subject,
        values,
        (relevance, mask) -> {
          int inside = Masks.count(mask);
          int outside = mask.length - inside;
          double[] ranks = Correlation.ranks(relevance);
          double sum = 0;
          for (int j = 0; j < mask.length; j++) {
            sum += mask[j] ? ranks[j] : 0;
          }
          double above = sum - inside * (inside + 1) / 2.0;
          return outside == 0 ? Double.NaN : above / ((double) inside * outside);
        });
  }
}
