package org.xai4j.evaluation;

import java.util.Optional;

/**
 * Scores explanations. Like an explainer, a metric is an immutable record whose components are its
 * parameters, with {@link org.xai4j.core.registry.Info}, a constructor without arguments for the
 * defaults, and a {@code META-INF/services} entry.
 */
public interface Metric {
  /** Which values are better. */
  enum Direction {
    /** Larger values are better. */
    HIGHER,
    /** Smaller values are better. */
    LOWER
  }

  /**
   * What it measures: family, direction, range of its values, and what it needs.
   *
   * @return the same for all parameters, or following from them
   */
  Traits traits();

  /**
   * Which values are better.
   *
   * @return the direction of the ranking
   */
  default Direction direction() {
    return traits().direction();
  }

  /**
   * Why the metric does not apply.
   *
   * @param subject what would be scored
   * @return one sentence, or nothing if it applies
   */
  default Optional<String> unsuitable(Subject subject) {
    return traits().missing(subject);
  }

  /**
   * Scores every instance.
   *
   * @param subject model, inputs and attributions
   * @return one value per instance, with a curve where the metric draws one
   */
  Scores score(Subject subject);
}
