package org.xai4j.evaluation.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.run.SplitRandom;

/**
 * How well one feature alone tells yes from no: the area under the ROC curve of the share of yes in
 * its bin (ten quantile bins of numbers, or categories), the shares from the other four fifths of
 * the rows, so that a feature with many values does not explain by memory. A share near 1 in data
 * is a leak or a shortcut (Kaufman et al. 2012, doi:10.1145/2382577.2382579; Geirhos et al. 2020,
 * arXiv:2004.07780).
 */
public final class LoneFeature {
  private static final int BINS = 10;
  private static final int FOLDS = 5;

  private LoneFeature() {}

  /**
   * The area for a feature.
   *
   * @param values of the feature [n]; NaN is a bin of its own
   * @param categorical whether each value is a category
   * @param yes what is to be told, 0 or 1 [n]
   * @param seed of the folds
   * @return from 0 to 1, ½ for a feature that tells nothing; NaN if all rows are alike
   */
  public static double area(double[] values, boolean categorical, int[] yes, long seed) {
    int n = yes.length;
    int ones = Arrays.stream(yes).sum();
    if (ones == 0 || ones == n) {
      return Double.NaN;
    }
    int[] bins = bins(values, categorical);
    int[] fold = new int[n];
    int[] order = SplitRandom.of(seed).split("folds").permutation(n);
    for (int i = 0; i < n; i++) {
      fold[order[i]] = i % FOLDS;
    }
    int width = Arrays.stream(bins).max().orElse(0) + 1;
    double[] scores = new double[n];
    for (int f = 0; f < FOLDS; f++) {
      double[] sum = new double[width];
      double[] count = new double[width];
      double all = 0;
      double rows = 0;
      for (int i = 0; i < n; i++) {
        if (fold[i] != f) {
          sum[bins[i]] += yes[i];
          count[bins[i]]++;
          all += yes[i];
          rows++;
        }
      }
      double common = rows == 0 ? 0 : all / rows;
      for (int i = 0; i < n; i++) {
        if (fold[i] == f) {
          // One row of the common share is added to each bin. Folds are compared by what a bin
          // adds.
          scores[i] = (sum[bins[i]] + common) / (count[bins[i]] + 1) - common;
        }
      }
    }
    return area(scores, yes, ones);
  }

  private static int[] bins(double[] values, boolean categorical) {
    double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double[] edges =
        categorical || sorted.length == 0
            ? Arrays.stream(sorted).distinct().toArray()
            : IntStream.range(1, BINS)
                .mapToDouble(b -> Numeric.quantile(sorted, (double) b / BINS))
                .distinct()
                .toArray();
    return Arrays.stream(values)
        .mapToInt(
            v ->
                Double.isNaN(v)
                    ? edges.length + 1
                    : (int) Arrays.stream(edges).filter(e -> e < v).count())
        .toArray();
  }

  /** By ranks, ties at their mean (Mann and Whitney). */
  private static double area(double[] scores, int[] yes, int ones) {
    double[] ranks = Correlation.ranks(scores);
    double sum = 0;
    for (int i = 0; i < yes.length; i++) {
      sum += yes[i] * ranks[i];
    }
    return (sum - ones * (ones + 1.0) / 2) / ones / (yes.length - ones);
  }
}
