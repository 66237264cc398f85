package org.xai4j.evaluation.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.FDistribution;
import org.xai4j.core.array.Printed;

/**
 * Tests of whether methods differ, from their ranks over many blocks (instances, metrics, data
 * sets), after Demšar 2006 ("Statistical comparisons of classifiers over multiple data sets").
 *
 * @param blocks N
 * @param meanRanks of each method, 1 is best
 * @param friedman Friedman's statistic χ²_F, corrected for ties
 * @param friedmanP its p-value
 * @param imanDavenport F_F = (N − 1)χ²_F/(N(k − 1) − χ²_F), less conservative
 * @param imanDavenportP its p-value
 * @param criticalDifference Nemenyi's q_α·√(k(k + 1)/(6N)) at α = 0.05: mean ranks that are nearer
 *     than that are tied
 */
public record Ranks(
    int blocks,
    double[] meanRanks,
    double friedman,
    double friedmanP,
    double imanDavenport,
    double imanDavenportP,
    double criticalDifference) {
  /** Copies the arrays. */
  public Ranks {
    meanRanks = meanRanks.clone();
  }

  private static final double LEVEL = 0.05;

  /**
   * Compares methods.
   *
   * @param scores [methods][blocks], larger is better; blocks with a NaN are left out
   * @return mean ranks and tests; the tests are NaN for fewer than two methods or blocks
   */
  public static Ranks of(double[][] scores) {
    int k = scores.length;
    int all = k == 0 ? 0 : scores[0].length;
    int[] rows =
        IntStream.range(0, all)
            .filter(b -> Arrays.stream(scores).noneMatch(s -> Double.isNaN(s[b])))
            .toArray();
    int n = rows.length;
    double[] means = new double[k];
    double squares = 0;
    for (int b : rows) {
      double[] ranks = Correlation.ranks(Arrays.stream(scores).mapToDouble(s -> -s[b]).toArray());
      for (int m = 0; m < k; m++) {
        means[m] += ranks[m] / n;
        squares += ranks[m] * ranks[m];
      }
    }
    if (k < 2 || n < 2) {
      double[] none = new double[k];
      Arrays.fill(none, n == 0 ? Double.NaN : 1);
      double nan = Double.NaN;
      return new Ranks(n, n == 0 ? none : means, nan, nan, nan, nan, nan);
    }
    double centre = (k + 1) / 2.0;
    double between = Arrays.stream(means).map(r -> (r - centre) * (r - centre)).sum();
    // With ties the variance of the ranks is smaller than (k³ − k)/12 per block.
    double within = squares - n * k * centre * centre;
    double friedman = within == 0 ? 0 : n * n * (k - 1.0) * between / within;
    double rest = n * (k - 1.0) - friedman;
    double f = rest <= 0 ? Double.POSITIVE_INFINITY : (n - 1) * friedman / rest;
    double fp =
        Double.isInfinite(f)
            ? 0
            : FDistribution.of(k - 1.0, (k - 1.0) * (n - 1)).survivalProbability(f);
    return new Ranks(
        n,
        means,
        friedman,
        ChiSquaredDistribution.of(k - 1.0).survivalProbability(friedman),
        f,
        fp,
        StudentizedRange.quantile(1 - LEVEL, k)
            / Math.sqrt(2)
            * Math.sqrt(k * (k + 1.0) / (6.0 * n)));
  }

  /**
   * Whether Nemenyi's test keeps two methods apart.
   *
   * @param a index of a method
   * @param b index of another
   * @return false if their mean ranks are tied
   */
  public boolean differ(int a, int b) {
    return Math.abs(meanRanks[a] - meanRanks[b]) > criticalDifference;
  }

  /** A copy: of each method, 1 is best. */
  @Override
  public double[] meanRanks() {
    return meanRanks.clone();
  }

  @Override
  public String toString() {
    return Printed.record(this);
  }
}
