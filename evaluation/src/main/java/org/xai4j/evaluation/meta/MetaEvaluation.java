package org.xai4j.evaluation.meta;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.statistics.Pairwise;

/**
 * Meta-evaluation of a metric (after Hedström et al. 2023, arXiv:2302.07265): a good metric hardly
 * moves when the explanations of several methods are disturbed a little, and moves when they are
 * destroyed. {@link Space} says what is disturbed, how much, and which instances count.
 *
 * <ul>
 *   <li>noise resilience, intra-consistency: the mean p-value of Wilcoxon's test between the scores
 *       before and after a small disturbance; near 1 if the scores stay
 *   <li>noise resilience, inter-consistency: the share of instance and pairs of methods whose order
 *       stays
 *   <li>adversary reactivity, intra-consistency: 1 minus the mean p-value under destruction
 *   <li>adversary reactivity, inter-consistency: the share of instances and methods whose score is
 *       strictly worse after destruction
 * </ul>
 *
 * @param resilienceIntra from 0 to 1
 * @param resilienceInter from 0 to 1
 * @param reactivityIntra from 0 to 1
 * @param reactivityInter from 0 to 1
 */
public record MetaEvaluation(
    double resilienceIntra,
    double resilienceInter,
    double reactivityIntra,
    double reactivityInter) {
  /**
   * Evaluates a metric on the attributions of some methods for the same instances.
   *
   * @param metric to evaluate
   * @param methods the same instances of the same model explained by two or more methods
   * @param space what is disturbed
   * @param rounds how often noise is drawn
   * @param seed of the noise
   * @return the four consistencies, each over the instances that count and have a score, NaN where
   *     there are none
   * @throws InputException for fewer than two methods, for methods of different numbers of
   *     instances, or if inputs or weights are to be disturbed and only stored attributions are at
   *     hand, the inputs are token ids, or the model has no weights
   */
  public static MetaEvaluation of(
      Metric metric, List<Subject> methods, Space space, int rounds, long seed) {
    InputException.check(
        methods.size() > 1,
        "Meta-evaluation compares at least two methods, not %d.",
        methods.size());
    InputException.check(
        methods.stream().allMatch(s -> s.size() == methods.get(0).size()),
        "Meta-evaluation compares methods on the same instances, not on %s of them.",
        methods.stream().map(Subject::size).toList());
    int sign = metric.direction() == Metric.Direction.HIGHER ? 1 : -1;
    double[][] before = scores(metric, Space.Disturbed.all(methods), sign);
    Tally little = new Tally();
    Tally much = new Tally();
    Tally order = new Tally();
    Tally worse = new Tally();
    for (int round = 0; round < rounds; round++) {
      SplitRandom random = SplitRandom.of(seed).split("meta-evaluation").split(round);
      double[][] disturbed = scores(metric, space.disturb(methods, false, random.split(0)), sign);
      double[][] destroyed = scores(metric, space.disturb(methods, true, random.split(1)), sign);
      for (int m = 0; m < before.length; m++) {
        little.add(p(before[m], disturbed[m]));
        much.add(1 - p(before[m], destroyed[m]));
        for (int i = 0; i < before[m].length; i++) {
          worse.add(less(destroyed[m][i], before[m][i]));
          for (int o = 0; o < m; o++) {
            double then = Math.signum(before[m][i] - before[o][i]);
            double now = Math.signum(disturbed[m][i] - disturbed[o][i]);
            order.add(Double.isNaN(then) || Double.isNaN(now) ? Double.NaN : then == now ? 1 : 0);
          }
        }
      }
    }
    return new MetaEvaluation(little.mean(), order.mean(), much.mean(), worse.mean());
  }

  private static double less(double after, double before) {
    return Double.isNaN(after) || Double.isNaN(before) ? Double.NaN : after < before ? 1 : 0;
  }

  /** The scores of every method, turned so that larger is better; NaN where none counts. */
  private static double[][] scores(Metric metric, Space.Disturbed of, int sign) {
    return of.methods().stream()
        .map(
            s -> {
              double[] values = metric.score(s).values().clone();
              Arrays.setAll(values, i -> of.counts()[i] ? sign * values[i] : Double.NaN);
              return values;
            })
        .toArray(double[][]::new);
  }

  /** Wilcoxon's p-value of paired scores; 1 if all are the same, NaN if none is defined. */
  private static double p(double[] a, double[] b) {
    if (IntStream.range(0, a.length).allMatch(i -> Double.isNaN(a[i]) || Double.isNaN(b[i]))) {
      return Double.NaN;
    }
    return Pairwise.of(new double[][] {a, b}).get(0).p();
  }

  /**
   * The four in one number, as the paper sums them up.
   *
   * @return their mean; NaN if one is
   */
  public double consistency() {
    return (resilienceIntra + resilienceInter + reactivityIntra + reactivityInter) / 4;
  }

  /** A mean of what is defined. */
  private static final class Tally {
    private double sum;
    private long count;

    void add(double value) {
      if (!Double.isNaN(value)) {
        sum += value;
        count++;
      }
    }

    double mean() {
      return count == 0 ? Double.NaN : sum / count;
    }
  }
}
