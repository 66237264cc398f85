package org.xai4j.evaluation.agreement;

import org.xai4j.core.registry.Info;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;

/**
 * Spearman's rank correlation with the reference over all features; absolute values decide what is
 * important.
 */
@Info(
    id = "spearman",
    title = "Spearman correlation",
    summary = "Spearman's rank correlation with the reference over all features.",
    reference = "Spearman 1904; Krishna et al. 2022, arXiv:2202.01602")
public record SpearmanAgreement() implements Metric {
  @Override
  public Traits traits() {
    return Traits.correlation(Family.AGREEMENT, Direction.HIGHER, Need.REFERENCE);
  }

  @Override
  public Scores score(Subject subject) {
    return Agreement.SPEARMAN.score(subject, 0);
  }
}
