package org.xai4j.evaluation.fairness;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.statistics.Bootstrap.Interval;

/**
 * Statistics of the groups of one attribute. Intervals are the 2.5 % and 97.5 % quantiles over rows
 * drawn again within each group (stratified bootstrap; Davison and Hinkley 1997, ch. 3), so that
 * groups keep their sizes. A difference of the largest and the smallest rate is never negative, and
 * its interval rarely holds 0 even where groups are alike; whether they are is told by a
 * permutation test: the attribute is exchanged among the rows (of the same label for equalised odds
 * and equal opportunity, of the same answer for predictive parity), which is exact if the criterion
 * holds.
 */
public final class GroupFairness {
  private final Outcomes outcomes;
  private final ProtectedGroups grouping;
  private final int draws;
  private final SplitRandom random;

  /**
   * Statistics of an attribute.
   *
   * @param outcomes of the rows
   * @param grouping of the same rows
   * @param draws of bootstrap and permutations, 1 or more
   * @param seed of the draws
   * @throws InputException if the numbers of rows differ
   */
  public GroupFairness(Outcomes outcomes, ProtectedGroups grouping, int draws, long seed) {
    InputException.check(
        outcomes.size() == grouping.members().length,
        "The attribute '%s' has %d rows, but there are %d labels.",
        grouping.attribute(),
        grouping.members().length,
        outcomes.size());
    this.outcomes = outcomes;
    this.grouping = grouping;
    this.draws = draws;
    this.random = SplitRandom.of(seed).split("fairness").split(grouping.attribute());
  }

  /**
   * A criterion measured.
   *
   * @param criterion what was measured
   * @param interval the value with its 95 % interval
   * @param p share of permutations at least as far from fair, (1 + count)/(1 + draws); NaN if the
   *     value is undefined
   */
  public record Result(Criterion criterion, Interval interval, double p) {}

  /**
   * The counts and rates of each group.
   *
   * @return in the order of the groups' names
   */
  public List<GroupRates> rates() {
    return Arrays.stream(grouping.rows()).map(outcomes::rates).toList();
  }

  /**
   * A statistic of one group with its interval.
   *
   * @param group its index
   * @param statistic of rows, with repetitions; NaN where undefined
   * @return value and interval
   */
  public Interval within(int group, ToDoubleFunction<int[]> statistic) {
    int[] rows = grouping.rows(group);
    double[] drawn =
        IntStream.range(0, draws)
            .mapToDouble(r -> statistic.applyAsDouble(again(rows, random.split(r).split(group))))
            .toArray();
    return interval(statistic.applyAsDouble(rows), drawn);
  }

  /**
   * A rate of one group with its interval.
   *
   * @param group its index
   * @param rate of its counts
   * @return value and interval
   */
  public Interval rate(int group, ToDoubleFunction<GroupRates> rate) {
    return within(group, rows -> rate.applyAsDouble(outcomes.rates(rows)));
  }

  /**
   * The difference of the means of a value in two groups, with its interval.
   *
   * @param first index of a group
   * @param second index of another
   * @param value per row [n]; NaN where undefined
   * @return mean of the first − mean of the second
   */
  public Interval difference(int first, int second, double[] value) {
    int[] one = grouping.rows(first);
    int[] other = grouping.rows(second);
    double[] drawn = new double[draws];
    for (int r = 0; r < draws; r++) {
      SplitRandom own = random.split(r);
      drawn[r] =
          mean(value, again(one, own.split(first))) - mean(value, again(other, own.split(second)));
    }
    return interval(mean(value, one) - mean(value, other), drawn);
  }

  /**
   * A criterion over all groups with interval and test.
   *
   * @param criterion what to measure
   * @return the result
   */
  public Result criterion(Criterion criterion) {
    int[][] rows = grouping.rows();
    double value = criterion.of(rates(rows));
    double[] drawn = new double[draws];
    int[] members = grouping.members();
    int[][] strata = strata(criterion.condition());
    int further = 0;
    for (int r = 0; r < draws; r++) {
      SplitRandom own = random.split(r);
      int[][] again = new int[rows.length][];
      for (int g = 0; g < rows.length; g++) {
        again[g] = again(rows[g], own.split(g));
      }
      drawn[r] = criterion.of(rates(again));
      double exchanged =
          criterion.of(rates(exchange(members, strata, own.split("exchange"), rows.length)));
      further +=
          Math.abs(exchanged - criterion.fair()) >= Math.abs(value - criterion.fair()) - 1e-12
              ? 1
              : 0;
    }
    double p = Double.isNaN(value) ? Double.NaN : (1.0 + further) / (1.0 + draws);
    return new Result(criterion, interval(value, drawn), p);
  }

  private GroupRates[] rates(int[][] rows) {
    return Arrays.stream(rows).map(outcomes::rates).toArray(GroupRates[]::new);
  }

  private int[][] strata(Criterion.Condition condition) {
    int[] by =
        switch (condition) {
          case NONE -> new int[outcomes.size()];
          case LABEL -> outcomes.labels();
          case PREDICTION -> outcomes.predicted();
        };
    return IntStream.range(0, 2)
        .mapToObj(s -> IntStream.range(0, by.length).filter(i -> by[i] == s).toArray())
        .toArray(int[][]::new);
  }

  /** Rows of each group after members of the same stratum changed places. */
  private static int[][] exchange(int[] members, int[][] strata, SplitRandom random, int groups) {
    int[] changed = members.clone();
    for (int s = 0; s < strata.length; s++) {
      int[] order = random.split(s).permutation(strata[s].length);
      for (int i = 0; i < order.length; i++) {
        changed[strata[s][i]] = members[strata[s][order[i]]];
      }
    }
    return IntStream.range(0, groups)
        .mapToObj(g -> IntStream.range(0, changed.length).filter(i -> changed[i] == g).toArray())
        .toArray(int[][]::new);
  }

  private static double mean(double[] value, int[] rows) {
    return Arrays.stream(rows)
        .mapToDouble(i -> value[i])
        .filter(v -> !Double.isNaN(v))
        .average()
        .orElse(Double.NaN);
  }

  private static int[] again(int[] rows, SplitRandom random) {
    return IntStream.range(0, rows.length).map(i -> rows[random.nextInt(rows.length)]).toArray();
  }

  private static Interval interval(double value, double[] drawn) {
    double[] sorted = Arrays.stream(drawn).filter(d -> !Double.isNaN(d)).sorted().toArray();
    return sorted.length == 0
        ? new Interval(value, Double.NaN, Double.NaN)
        : new Interval(value, Numeric.quantile(sorted, 0.025), Numeric.quantile(sorted, 0.975));
  }
}
