package org.xai4j.lrp;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Spearman's rank correlation; ties share the mean of their ranks. */
final class RankCorrelation {
  private RankCorrelation() {}

  /**
   * The mean over rows.
   *
   * @param a values, row after row
   * @param b values, row after row
   * @param rows how many
   * @return in [−1, 1]
   */
  static double mean(double[] a, double[] b, int rows) {
    int width = a.length / rows;
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      int from = i * width;
      sum +=
          of(Arrays.copyOfRange(a, from, from + width), Arrays.copyOfRange(b, from, from + width));
    }
    return sum / rows;
  }

  private static double of(double[] a, double[] b) {
    double[] x = ranks(a);
    double[] y = ranks(b);
    double middle = (x.length - 1) / 2.0;
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (x[i] - middle) * (y[i] - middle);
      xx += (x[i] - middle) * (x[i] - middle);
      yy += (y[i] - middle) * (y[i] - middle);
    }
    return xx == 0 || yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
  }

  private static double[] ranks(double[] values) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] ranks = new double[values.length];
    for (int from = 0; from < order.length; ) {
      int to = from + 1;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + to - 1) / 2.0;
      }
      from = to;
    }
    return ranks;
  }
}
