package org.xai4j.evaluation;

/**
 * What a metric found.
 *
 * @param values one per instance [n]; NaN where the metric is not defined for an instance
 * @param points positions along the curve [p], ascending; empty for metrics without one
 * @param curves per instance the curve's values [n][p]; empty for metrics without one
 */
public record Scores(double[] values, double[] points, double[][] curves) {
  /**
   * Scores without curves.
   *
   * @param values one per instance
   * @return the scores
   */
  public static Scores of(double[] values) {
    return new Scores(values, new double[0], new double[0][]);
  }
}
