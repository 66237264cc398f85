package org.xai4j.evaluation.statistics;

import java.util.Arrays;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.run.SplitRandom;

/**
 * Bootstrap intervals over instances: bias-corrected and accelerated (BCa; Efron 1987,
 * doi:10.1080/01621459.1987.10478410). The interval's ends are the quantiles Φ(z₀ + (z₀ ± z)/(1 −
 * a(z₀ ± z))) of the resampled statistic, z₀ = Φ⁻¹(share of resamples below the statistic) its bias
 * and a its acceleration from the jackknife. The same instances are drawn for every sample of
 * values, so that methods scored on the same instances are compared pairwise: the interval of a
 * difference is the interval of the differences.
 */
public final class Bootstrap {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** The normal quantile of 97.5 %. */
  private static final double Z = NORMAL.inverseCumulativeProbability(0.975);

  private final int instances;
  private final int[][] draws;

  /**
   * Draws the resamples.
   *
   * @param instances how many there are
   * @param resamples how often they are drawn again
   * @param seed of the draws
   */
  public Bootstrap(int instances, int resamples, long seed) {
    this.instances = instances;
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
   * A statistic with its interval.
   *
   * @param mean of the values that are defined, or what else was asked for; NaN if none is
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
    return of(rows -> mean(values, rows));
  }

  private static double mean(double[] values, int[] rows) {
    double sum = 0;
    int count = 0;
    for (int i : rows) {
      if (!Double.isNaN(values[i])) {
        sum += values[i];
        count++;
      }
    }
    return sum / count;
  }

  /**
   * Any statistic of the instances with its 95 % interval.
   *
   * @param statistic of a list of instances, with repetitions; NaN where undefined
   * @return the statistic of all instances, and the interval over the resamples where it is defined
   */
  public Interval of(ToDoubleFunction<int[]> statistic) {
    double value = statistic.applyAsDouble(IntStream.range(0, instances).toArray());
    double[] sorted =
        Arrays.stream(draws)
            .mapToDouble(statistic)
            .filter(m -> !Double.isNaN(m))
            .sorted()
            .toArray();
    if (Double.isNaN(value) || sorted.length == 0 || sorted[0] == sorted[sorted.length - 1]) {
      double only = sorted.length == 0 ? Double.NaN : sorted[0];
      return new Interval(value, only, only);
    }
    double below = Arrays.stream(sorted).filter(m -> m < value).count();
    double equal = Arrays.stream(sorted).filter(m -> m == value).count();
    // Half of the ties, and never all or none, so that the quantile is finite.
    double share = (below + equal / 2 + 0.5) / (sorted.length + 1);
    double bias = NORMAL.inverseCumulativeProbability(share);
    double acceleration = acceleration(statistic);
    return new Interval(
        value,
        Numeric.quantile(sorted, level(bias, acceleration, -Z)),
        Numeric.quantile(sorted, level(bias, acceleration, Z)));
  }

  private static double level(double bias, double acceleration, double z) {
    double moved = bias + z;
    return NORMAL.cumulativeProbability(bias + moved / (1 - acceleration * moved));
  }

  /**
   * How often something holds when the instances are drawn again.
   *
   * @param claim about a list of instances, with repetitions
   * @return share of the resamples, from 0 to 1
   */
  public double share(Predicate<int[]> claim) {
    return (double) Arrays.stream(draws).filter(claim).count() / draws.length;
  }

  /** Skewness of the jackknife values, Σd³/(6(Σd²)^{3/2}). */
  private double acceleration(ToDoubleFunction<int[]> statistic) {
    double[] left = new double[instances];
    for (int i = 0; i < instances; i++) {
      int out = i;
      left[i] =
          statistic.applyAsDouble(IntStream.range(0, instances).filter(r -> r != out).toArray());
    }
    double[] defined = Arrays.stream(left).filter(v -> !Double.isNaN(v)).toArray();
    double mean = Arrays.stream(defined).average().orElse(0);
    double squares = 0;
    double cubes = 0;
    for (double v : defined) {
      squares += (mean - v) * (mean - v);
      cubes += (mean - v) * (mean - v) * (mean - v);
    }
    return squares == 0 ? 0 : cubes / (6 * Math.pow(squares, 1.5));
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
}
