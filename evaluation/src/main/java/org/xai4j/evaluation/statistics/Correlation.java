package org.xai4j.evaluation.statistics;

import java.util.Arrays;
import org.xai4j.core.array.Numeric;

/** Correlations of two samples of equal length; NaN where one of them does not vary. */
public final class Correlation {
  private Correlation() {}

  /**
   * Spearman's correlation: Pearson's of the ranks, ties sharing theirs.
   *
   * @param a a sample
   * @param b another of the same length
   * @return from −1 to 1, or NaN if one is constant
   */
  public static double spearman(double[] a, double[] b) {
    double mean = (a.length + 1) / 2.0;
    return Numeric.pearson(ranks(a), ranks(b), mean, mean);
  }

  /**
   * The ranks of a sample.
   *
   * @param values any numbers
   * @return from 1 for the smallest; equal values share the mean of their ranks
   */
  public static double[] ranks(double[] values) {
    int[] order = Numeric.ascending(values);
    double[] ranks = new double[values.length];
    int from = 0;
    while (from < values.length) {
      int to = from + 1;
      while (to < values.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + to + 1) / 2.0;
      }
      from = to;
    }
    return ranks;
  }

  /**
   * Pairs of places, by how two samples order them.
   *
   * @param all n(n − 1)/2
   * @param tiedA pairs that are equal in the first sample
   * @param tiedB pairs that are equal in the second sample
   * @param tiedBoth pairs that are equal in both
   * @param discordant pairs that the samples order differently
   */
  public record Pairs(long all, long tiedA, long tiedB, long tiedBoth, long discordant) {
    /**
     * Pairs that both samples order, in the same way.
     *
     * @return how many
     */
    public long concordant() {
      return all - tiedA - tiedB + tiedBoth - discordant;
    }

    /**
     * The share of pairs that both samples order alike, or both hold equal.
     *
     * @return from 0 to 1
     */
    public double alike() {
      return (double) (concordant() + tiedBoth) / all;
    }
  }

  /**
   * Counts pairs in O(n log n) (Knight 1966, "A computer method for calculating Kendall's tau with
   * ungrouped data").
   *
   * @param a a sample
   * @param b another of the same length
   * @return the counts
   */
  public static Pairs pairs(double[] a, double[] b) {
    int n = a.length;
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order,
        (i, j) -> {
          int first = Double.compare(a[i] + 0.0, a[j] + 0.0);
          return first != 0 ? first : Double.compare(b[i] + 0.0, b[j] + 0.0);
        });
    double[] first = Arrays.stream(order).mapToDouble(i -> a[i]).toArray();
    double[] second = Arrays.stream(order).mapToDouble(i -> b[i]).toArray();
    long tiedA = 0;
    long tiedBoth = 0;
    for (int i = 1, runA = 0, runBoth = 0; i < n; i++) {
      boolean sameA = first[i] == first[i - 1];
      runA = sameA ? runA + 1 : 0;
      runBoth = sameA && second[i] == second[i - 1] ? runBoth + 1 : 0;
      tiedA += runA;
      tiedBoth += runBoth;
    }
    long discordant = swaps(second, new double[n], 0, n);
    long tiedB = 0;
    for (int i = 1, run = 0; i < n; i++) {
      run = second[i] == second[i - 1] ? run + 1 : 0;
      tiedB += run;
    }
    return new Pairs((long) n * (n - 1) / 2, tiedA, tiedB, tiedBoth, discordant);
  }

  /** Sorts a run and counts the pairs that were out of order. */
  private static long swaps(double[] values, double[] spare, int from, int to) {
    if (to - from < 2) {
      return 0;
    }
    int middle = (from + to) >>> 1;
    long count = swaps(values, spare, from, middle) + swaps(values, spare, middle, to);
    int left = from;
    int right = middle;
    for (int i = from; i < to; i++) {
      boolean takeLeft = right == to || (left < middle && values[left] <= values[right]);
      count += takeLeft ? 0 : middle - left;
      spare[i] = takeLeft ? values[left++] : values[right++];
    }
    System.arraycopy(spare, from, values, from, to - from);
    return count;
  }

  /**
   * Kendall's τ_b, (concordant − discordant)/√((all − tied in a)(all − tied in b)).
   *
   * @param a a sample
   * @param b another of the same length
   * @return from −1 to 1, or NaN if one is constant
   */
  public static double kendall(double[] a, double[] b) {
    Pairs p = pairs(a, b);
    double untied =
        Math.sqrt((double) (p.all() - p.tiedA())) * Math.sqrt((double) (p.all() - p.tiedB()));
    return untied == 0 ? Double.NaN : (p.concordant() - p.discordant()) / untied;
  }
}
