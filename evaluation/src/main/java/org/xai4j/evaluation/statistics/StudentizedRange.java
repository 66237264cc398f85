package org.xai4j.evaluation.statistics;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The studentised range of k normal values with infinitely many degrees of freedom: P(range ≤ q) =
 * k·∫φ(z)(Φ(z) − Φ(z − q))^{k−1} dz.
 */
final class StudentizedRange {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final int STEPS = 800;
  private static final double REACH = 8;

  private StudentizedRange() {}

  /** The probability of a range up to q, by Simpson's rule. */
  static double probability(double q, int k) {
    double width = (2 * REACH + q) / STEPS;
    double sum = 0;
    for (int s = 0; s <= STEPS; s++) {
      double z = -REACH + s * width;
      double weight = s == 0 || s == STEPS ? 1 : s % 2 == 1 ? 4 : 2;
      double inside = NORMAL.cumulativeProbability(z) - NORMAL.cumulativeProbability(z - q);
      sum += weight * NORMAL.density(z) * Math.pow(inside, k - 1.0);
    }
    return k * sum * width / 3;
  }

  /** The range that is not exceeded with a probability, by bisection. */
  static double quantile(double probability, int k) {
    double low = 0;
    double high = 50;
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (probability(middle, k) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }
}
