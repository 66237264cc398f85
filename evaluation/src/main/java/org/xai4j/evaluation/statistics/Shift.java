package org.xai4j.evaluation.statistics;

import java.util.Arrays;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.xai4j.core.array.Numeric;

/**
 * How far two samples of a variable are apart.
 *
 * @param statistic Kolmogorov and Smirnov's D of numbers, Pearson's χ² of categories
 * @param p of that test, two-sided
 * @param psi the population stability index Σ_b (q_b − p_b)·ln(q_b/p_b) (Siddiqi 2006) over ten
 *     quantile bins of the first sample, or over categories; shares are (count + ½)/(n + bins/2),
 *     so that empty bins stay finite. By custom, above 0.25 is a large shift, below 0.1 a small one
 */
public record Shift(double statistic, double p, double psi) {
  private static final int BINS = 10;

  /**
   * Of numbers.
   *
   * @param first sample, two values or more; NaN are left out
   * @param second sample, two values or more; NaN are left out
   * @return D = max|F₁ − F₂|, its p, and the index
   */
  public static Shift ofNumbers(double[] first, double[] second) {
    double[] a = Arrays.stream(first).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double[] b = Arrays.stream(second).filter(v -> !Double.isNaN(v)).toArray();
    if (a.length < 2 || b.length < 2) {
      return new Shift(Double.NaN, Double.NaN, Double.NaN);
    }
    var test = KolmogorovSmirnovTest.withDefaults().test(a, b);
    double[] edges = new double[BINS - 1];
    Arrays.setAll(edges, i -> Numeric.quantile(a, (i + 1.0) / BINS));
    double[] distinct = Arrays.stream(edges).distinct().toArray();
    return new Shift(
        test.getStatistic(), test.getPValue(), psi(binned(a, distinct), binned(b, distinct)));
  }

  private static long[] binned(double[] values, double[] edges) {
    long[] counts = new long[edges.length + 1];
    for (double value : values) {
      int bin = 0;
      while (bin < edges.length && value > edges[bin]) {
        bin++;
      }
      counts[bin]++;
    }
    return counts;
  }

  /**
   * Of categories.
   *
   * @param first count of each category
   * @param second count of each category, in the same order
   * @return χ² of independence, its p, and the index; categories that neither has are left out
   */
  public static Shift ofCategories(long[] first, long[] second) {
    int[] seen =
        java.util.stream.IntStream.range(0, first.length)
            .filter(c -> first[c] + second[c] > 0)
            .toArray();
    long[] a = Arrays.stream(seen).mapToLong(c -> first[c]).toArray();
    long[] b = Arrays.stream(seen).mapToLong(c -> second[c]).toArray();
    if (Arrays.stream(a).sum() == 0 || Arrays.stream(b).sum() == 0) {
      return new Shift(Double.NaN, Double.NaN, Double.NaN);
    }
    if (a.length < 2) {
      return new Shift(0, 1, 0);
    }
    var test = ChiSquareTest.withDefaults().test(new long[][] {a, b});
    return new Shift(test.getStatistic(), test.getPValue(), psi(a, b));
  }

  private static double psi(long[] first, long[] second) {
    double n = Arrays.stream(first).sum() + first.length / 2.0;
    double m = Arrays.stream(second).sum() + second.length / 2.0;
    double sum = 0;
    for (int b = 0; b < first.length; b++) {
      double p = (first[b] + 0.5) / n;
      double q = (second[b] + 0.5) / m;
      sum += (q - p) * Math.log(q / p);
    }
    return sum;
  }
}
