package org.xai4j.evaluation.statistics;

import java.util.Arrays;
import org.xai4j.core.run.SplitRandom;

/**
 * Percentile bootstrap intervals of means (Efron 1979). The same instances are drawn for every
 * sample of values, so that methods scored on the same instances are compared pairwise: the
 * interval of a difference is the interval of the differences.
 */
public final class Bootstrap {
  private final int[][] draws;

  /**
   * Draws the resamples.
   *
   * @param instances how many there are
   * @param resamples how often they are drawn again
   * @param seed of the draws
   */
  public Bootstrap(int instances, int resamples, long seed) {
    SplitRandom random = SplitRandom.of(seed).split("bootstrap");
    draws = new int[resamples][instances];
    for (int r = 0; r < resamples; r++) {
      SplitRandom own = random.split(r);
      for (int i = 0; i < instances; i++) {
        draws[r][i] = own.nextInt(instances);
      }
    }
  }

  /**
   * A mean with its interval.
   *
   * @param mean of the values that are defined; NaN if none is
   * @param low lower end of the 95 % interval
   * @param high upper end of the 95 % interval
   */
  public record Interval(double mean, double low, double high) {
    /**
     * Whether a value lies inside.
     *
     * @param value any number
     * @return true at the ends too
     */
    public boolean contains(double value) {
      return low <= value && value <= high;
    }
  }

  /**
   * The mean of values with its 95 % interval.
   *
   * @param values one per instance; NaN where undefined
   * @return mean and interval over the defined values
   */
  public Interval mean(double[] values) {
    double[] means = new double[draws.length];
    for (int r = 0; r < draws.length; r++) {
      double sum = 0;
      int count = 0;
      for (int i : draws[r]) {
        if (!Double.isNaN(values[i])) {
          sum += values[i];
          count++;
        }
      }
      means[r] = sum / count;
    }
    double[] sorted = Arrays.stream(means).filter(m -> !Double.isNaN(m)).sorted().toArray();
    double mean = Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
    return new Interval(mean, quantile(sorted, 0.025), quantile(sorted, 0.975));
  }

  /**
   * The mean of paired differences with its 95 % interval.
   *
   * @param left one per instance
   * @param right one per instance
   * @return mean and interval of left − right
   */
  public Interval difference(double[] left, double[] right) {
    double[] differences = new double[left.length];
    Arrays.setAll(differences, i -> left[i] - right[i]);
    return mean(differences);
  }

  /** Linear interpolation between order statistics. */
  private static double quantile(double[] sorted, double q) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = q * (sorted.length - 1);
    int i = Math.min((int) place, Math.max(0, sorted.length - 2));
    int next = Math.min(i + 1, sorted.length - 1);
    return sorted[i] + (place - i) * (sorted[next] - sorted[i]);
  }
}
