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
 * Earth mover's distance score: 1 − W/D, where W is the least mean distance over which the
 * relevance, of sum one, has to be moved to lie evenly on the evidence, and D the largest distance
 * of two places. Near misses cost little, unlike in a share of hits. Places are the pixels of
 * images, relevance summed over channels, and else the positions along the last axis. NaN where
 * there is no relevance.
 *
 * @param values what counts as relevance; signed values count by their size
 */
@Info(
    id = "earth-mover",
    title = "Earth mover's distance",
    summary = "How near to the evidence the relevance lies.",
    reference = "Clark, Wilming and Haufe 2024, arXiv:2306.12816")
public record EarthMover(@Param("what counts as relevance") Values values) implements Metric {
  /** Sizes of the values. */
  public EarthMover() {
    this(Values.ABSOLUTE);
  }

  @Override
  public Traits traits() {
    return Traits.share(Family.LOCALISATION, Direction.HIGHER, Need.MASKS);
  }

  @Override
  public Scores score(Subject subject) {
    long[] shape = subject.inputs().shape();
    int width = (int) shape[shape.length - 1];
    int height = shape.length == 4 ? (int) shape[2] : 1;
    double longest = Math.hypot(width - 1, height - 1);
    return Masks.score(
        subject,
        values,
        (relevance, mask) -> {
          int places = width * height;
          double[] here = new double[places];
          double[] there = new double[places];
          for (int j = 0; j < relevance.length; j++) {
            here[j % places] += Math.abs(relevance[j]);
            // A place counts once, whichever of its channels is marked.
            there[j % places] = mask[j] ? 1 : there[j % places];
          }
          double work = EarthWork.cost(here, there, width);
          return longest == 0 ? Double.NaN : 1 - work / longest;
        });
  }
}
