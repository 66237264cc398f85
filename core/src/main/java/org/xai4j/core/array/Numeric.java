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
    double meanA = Arrays.stream(a).average().orElse(Double.NaN);
    double meanB = Arrays.stream(b).average().orElse(Double.NaN);
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
