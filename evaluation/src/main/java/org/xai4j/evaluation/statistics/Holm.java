package org.xai4j.evaluation.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Correction for many tests that holds the probability of any false finding (Holm 1979). */
public final class Holm {
  private Holm() {}

  /**
   * Step-down correction: the i-th smallest of m is multiplied by m − i + 1, at most 1, and is
   * never below a smaller one.
   *
   * @param p of each test; NaN where there was none, which stays NaN and does not count
   * @return corrected, in the same order
   */
  public static double[] correct(double[] p) {
    int[] order =
        IntStream.range(0, p.length)
            .filter(i -> !Double.isNaN(p[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] corrected = new double[p.length];
    Arrays.fill(corrected, Double.NaN);
    double largest = 0;
    for (int i = 0; i < order.length; i++) {
      largest = Math.max(largest, Math.min(1, p[order[i]] * (order.length - i)));
      corrected[order[i]] = largest;
    }
    return corrected;
  }
}
