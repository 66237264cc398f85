package org.xai4j.evaluation.agreement;

import org.xai4j.core.registry.Info;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;

/**
 * The share of pairs of features that the reference orders alike; absolute values decide what is
 * important.
 */
@Info(
    id = "pairwise-rank-agreement",
    title = "Pairwise rank agreement",
    summary = "The share of pairs of features that the reference orders alike.",
    reference = "Krishna et al. 2022, arXiv:2202.01602")
public record PairwiseRankAgreement() implements Metric {
  @Override
  public Traits traits() {
    return Traits.share(Family.AGREEMENT, Direction.HIGHER, Need.REFERENCE);
  }

  @Override
  public Scores score(Subject subject) {
    return Agreement.PAIRWISE_RANK.score(subject, 0);
  }
}
