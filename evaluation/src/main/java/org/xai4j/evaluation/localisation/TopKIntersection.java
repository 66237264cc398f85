package org.xai4j.evaluation.localisation;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;

/**
 * Top-k intersection: of the k most relevant elements the share inside, expected over all orders of
 * equal relevance.
 *
 * @param k elements that count
 * @param values what counts as relevance
 */
@Info(
    id = "top-k-intersection",
    title = "Top-k intersection",
    summary = "The share of the k most relevant elements that lie where the evidence is.",
    reference = "Theiner, Müller-Budack and Ewerth 2022, arXiv:2104.14995")
public record TopKIntersection(
    @Param(value = "elements that count", min = 1) int k,
    @Param("what counts as relevance") Values values)
    implements Metric {
  /** 100 elements, signed values. */
  public TopKIntersection() {
    this(100, Values.SIGNED);
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
          InputException.check(
              k <= mask.length,
              "The metric top-k-intersection counts %d elements, but an input has %d; set k.",
              k,
              mask.length);
          return Masks.hits(relevance, mask, k) / k;
        });
  }
}
