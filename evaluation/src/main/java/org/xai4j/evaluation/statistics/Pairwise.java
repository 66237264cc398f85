package org.xai4j.evaluation.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;

/**
 * A comparison of two methods on the same instances.
 *
 * @param first index of a method
 * @param second index of another
 * @param p Wilcoxon's signed-rank test, two-sided; 1 if all differences are zero
 * @param holm p after Holm's correction for all pairs compared
 * @param delta Cliff's δ = P(first &gt; second) − P(first &lt; second) over all pairs of values
 * @param rankBiserial the matched-pairs rank-biserial correlation (W₊ − W₋)/(W₊ + W₋)
 * @param standardized the mean difference over the standard deviation of the differences, d_z
 */
public record Pairwise(
    int first,
    int second,
    double p,
    double holm,
    double delta,
    double rankBiserial,
    double standardized) {
  /**
   * Compares all pairs of methods (Wilcoxon 1945; Holm 1979).
   *
   * @param scores [methods][instances], larger is better; instances with a NaN are left out
   * @return one comparison per pair, the first index below the second
   */
  public static List<Pairwise> of(double[][] scores) {
    int n = scores.length == 0 ? 0 : scores[0].length;
    int[] rows =
        IntStream.range(0, n)
            .filter(i -> Arrays.stream(scores).noneMatch(s -> Double.isNaN(s[i])))
            .toArray();
    double[][] defined =
        Arrays.stream(scores)
            .map(s -> Arrays.stream(rows).mapToDouble(i -> s[i]).toArray())
            .toArray(double[][]::new);
    List<Pairwise> pairs = new ArrayList<>();
    for (int a = 0; a < scores.length; a++) {
      for (int b = a + 1; b < scores.length; b++) {
        pairs.add(compare(a, b, defined[a], defined[b]));
      }
    }
    return holm(pairs);
  }

  private static Pairwise compare(int first, int second, double[] a, double[] b) {
    double[] difference = new double[a.length];
    Arrays.setAll(difference, i -> a[i] - b[i]);
    double[] moved = Arrays.stream(difference).filter(d -> d != 0).toArray();
    double p =
        moved.length == 0 ? 1 : WilcoxonSignedRankTest.withDefaults().test(moved).getPValue();
    double[] ranks = Correlation.ranks(Arrays.stream(moved).map(Math::abs).toArray());
    double signed = 0;
    for (int i = 0; i < moved.length; i++) {
      signed += Math.signum(moved[i]) * ranks[i];
    }
    double total = Arrays.stream(ranks).sum();
    double mean = Arrays.stream(difference).average().orElse(Double.NaN);
    double variance =
        Arrays.stream(difference).map(d -> (d - mean) * (d - mean)).sum()
            / Math.max(1, difference.length - 1);
    return new Pairwise(
        first,
        second,
        p,
        p,
        cliff(a, b),
        total == 0 ? 0 : signed / total,
        mean == 0 ? 0 : mean / Math.sqrt(variance));
  }

  private static double cliff(double[] a, double[] b) {
    double sum = 0;
    for (double x : a) {
      for (double y : b) {
        sum += Math.signum(x - y);
      }
    }
    return sum / ((double) a.length * b.length);
  }

  private static List<Pairwise> holm(List<Pairwise> pairs) {
    double[] corrected = Holm.correct(pairs.stream().mapToDouble(Pairwise::p).toArray());
    List<Pairwise> all = new ArrayList<>();
    for (int i = 0; i < corrected.length; i++) {
      Pairwise pair = pairs.get(i);
      all.add(
          new Pairwise(
              pair.first(),
              pair.second(),
              pair.p(),
              corrected[i],
              pair.delta(),
              pair.rankBiserial(),
              pair.standardized()));
    }
    return List.copyOf(all);
  }
}
