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
 * Pointing game: 1 if the most relevant element is inside the mask, else 0; where several are the
 * most relevant, the share of them that is inside.
 *
 * @param values what counts as relevance
 */
@Info(
    id = "pointing-game",
    title = "Pointing game",
    summary = "Whether the most relevant element lies where the evidence is.",
    reference = "Zhang et al. 2018, arXiv:1608.00507")
public record PointingGame(@Param("what counts as relevance") Values values) implements Metric {
  /** Signed values. */
  public PointingGame() {
    this(Values.SIGNED);
  }

  @Override
  public Traits traits() {
    return Traits.share(Family.LOCALISATION, Direction.HIGHER, Need.MASKS);
  }

  @Override
  public Scores score(Subject subject) {
    return Masks.score(subject, values, (relevance, mask) -> Masks.hits(relevance, mask, 1));
  }
}
