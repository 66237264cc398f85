package org.xai4j.evaluation.localisation;

import org.xai4j.core.registry.Info;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;

/**
 * Focus: the inputs are mosaics of pictures of several classes, made by {@link Mosaics}, the masks
 * are the quarters that show the explained class; the share of positive relevance in them.
 */
@Info(
    id = "focus",
    title = "Focus",
    summary =
        "The share of the positive relevance that lies in the parts of a mosaic that show the class.",
    reference = "Arias-Duart et al. 2022, arXiv:2109.15035")
public record Focus() implements Metric {
  @Override
  public Traits traits() {
    return Traits.share(Family.LOCALISATION, Direction.HIGHER, Need.MASKS);
  }

  @Override
  public Scores score(Subject subject) {
    return Masks.score(subject, Values.POSITIVE, Masks::mass);
  }
}
