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
 * Relevance rank accuracy: of the K most relevant elements, K the size of the mask, the share
 * inside, expected over all orders of equal relevance.
 *
 * @param values what counts as relevance
 */
@Info(
    id = "relevance-rank-accuracy",
    title = "Relevance rank accuracy",
    summary = "The share of the most relevant elements that lie where the evidence is.",
    reference = "Arras, Osman and Samek 2022, arXiv:2003.07258")
public record RelevanceRankAccuracy(@Param("what counts as relevance") Values values)
    implements Metric {
  /** Signed values. */
  public RelevanceRankAccuracy() {
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
          int size = Masks.count(mask);
          return Masks.hits(relevance, mask, size) / size;
        });
  }
}
