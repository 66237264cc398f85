package org.xai4j.evaluation.agreement;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;

/**
 * The share of the most important features with rank and sign of the reference; absolute values
 * decide what is important.
 *
 * @param top features that count; 0 for a tenth
 */
@Info(
    id = "signed-rank-agreement",
    title = "Signed rank agreement",
    summary = "The share of the most important features with rank and sign of the reference.",
    reference = "Krishna et al. 2022, arXiv:2202.01602")
public record SignedRankAgreement(
    @Param(value = "features that count; 0 for a tenth", min = 0) int top) implements Metric {
  /** A tenth of the features. */
  public SignedRankAgreement() {
    this(0);
  }

  @Override
  public Traits traits() {
    return Traits.share(Family.AGREEMENT, Direction.HIGHER, Need.REFERENCE);
  }

  @Override
  public Scores score(Subject subject) {
    return Agreement.SIGNED_RANK.score(subject, top);
  }
}
