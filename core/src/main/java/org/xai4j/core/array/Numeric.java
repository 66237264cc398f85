package org.xai4j.core.array;

import java.util.Arrays;

/** What is asked of lists of numbers everywhere. */
public final class Numeric {
  private Numeric() {}

  /**
   * The place of the largest value.
   *
   * @param values at least one
   * @return the first of them
   */
  public static int argmax(double[] values) {
    return argmax(values, 0, values.length);
  }

  /**
   * The place of the largest value of a part of a list.
   *
   * @param values any
   * @param from the part's first place
   * @param count its length, at least 1
   * @return the first of them, counted from the part's first place
   */
  public static int argmax(double[] values, int from, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      best = values[from + i] > values[from + best] ? i : best;
    }
    return best;
  }

  /**
   * The places of values in ascending order, those of equal ones (minus zero is zero) in their own.
   * Numbers are sorted, not objects: each place is then looked up.
   *
   * @param values any
   * @return a permutation
   */
  public static int[] ascending(double[] values) {
    int n = values.length;
    double[] sorted = new double[n];
    Arrays.setAll(sorted, i -> values[i] + 0.0);
    Arrays.sort(sorted);
    int[] taken = new int[n];
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int first = first(sorted, values[i] + 0.0);
      order[first + taken[first]++] = i;
    }
    return order;
  }

  /** The first place of a value that is there. */
  private static int first(double[] sorted, double value) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Double.compare(sorted[middle], value) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * A quantile, by linear interpolation between order statistics.
   *
   * @param sorted ascending
   * @param q from 0 to 1
   * @return NaN of no values
   */
  public static double quantile(double[] sorted, double q) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = q * (sorted.length - 1);
    int i = Math.min((int) place, Math.max(0, sorted.length - 2));
    int next = Math.min(i + 1, sorted.length - 1);
    return sorted[i] + (place - i) * (sorted[next] - sorted[i]);
  }

  /**
   * Pearson's correlation, cov(a, b)/(σ(a)·σ(b)).
   *
   * @param a a sample
   * @param b another of the same length
   * @return from −1 to 1, or NaN if one is constant
   */
  public static double pearson(double[] a, double[] b) {
    return pearson(
        a,
        b,
        Arrays.stream(a).average().orElse(Double.NaN),
        Arrays.stream(b).average().orElse(Double.NaN));
  }

  /**
   * Pearson's correlation of samples whose means are known.
   *
   * @param a a sample
   * @param b another of the same length
   * @param meanA mean of the first
   * @param meanB mean of the second
   * @return from −1 to 1, or NaN if one is constant
   */
  public static double pearson(double[] a, double[] b, double meanA, double meanB) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - meanA) * (b[i] - meanB);
      aa += (a[i] - meanA) * (a[i] - meanA);
      bb += (b[i] - meanB) * (b[i] - meanB);
    }
    // Separate roots, so that tiny variances do not vanish in their product.
    return aa == 0 || bb == 0
        ? Double.NaN
        : Math.max(-1, Math.min(1, ab / (Math.sqrt(aa) * Math.sqrt(bb))));
  }
}
