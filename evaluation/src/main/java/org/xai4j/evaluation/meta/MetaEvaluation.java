package org.xai4j.evaluation.meta;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Host;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.statistics.Pairwise;

/**
 * Meta-evaluation of a metric (after Hedström et al. 2023, arXiv:2302.07265): a good metric hardly
 * moves when the explanation is disturbed a little, and moves when it is destroyed. Disturbed are
 * the attributions of several methods, by uniform noise of a share of their largest absolute value
 * (0.001 or 100), or the inputs, which are explained again, by uniform noise of a share of the
 * range of all inputs (−0.001 … 0.001 or 0 … 1). Under little noise of the inputs only instances
 * count whose class stays, under much noise those whose class changes, as in the paper; noise of
 * the attributions does for stored attributions what noise of the network's weights does there.
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
  /** What is disturbed. */
  public enum Space {
    /** The attributions as they stand. */
    ATTRIBUTIONS,
    /** The inputs, which are explained again; needs the methods. */
    INPUTS
  }

  /** Noise of a small disturbance, a share of the largest absolute attribution or of the range. */
  private static final double LITTLE = 0.001;

  /** Noise of destruction of attributions. */
  private static final double MUCH = 100;

  /**
   * Evaluates a metric on the attributions of some methods for the same instances.
   *
   * @param metric to evaluate
   * @param methods the same instances explained by two or more methods
   * @param space what is disturbed
   * @param rounds how often noise is drawn
   * @param seed of the noise
   * @return the four consistencies, each NaN where no score is defined
   * @throws InputException for fewer than two methods, or if inputs are to be disturbed and only
   *     stored attributions are at hand
   */
  public static MetaEvaluation of(
      Metric metric, List<Subject> methods, Space space, int rounds, long seed) {
    InputException.check(
        methods.size() > 1,
        "Meta-evaluation compares at least two methods, not %d.",
        methods.size());
    int sign = metric.direction() == Metric.Direction.HIGHER ? 1 : -1;
    double[][] before = scores(metric, methods, sign);
    Tally little = new Tally();
    Tally much = new Tally();
    Tally order = new Tally();
    Tally worse = new Tally();
    for (int round = 0; round < rounds; round++) {
      SplitRandom random = SplitRandom.of(seed).split("meta-evaluation").split(round);
      double[][] disturbed = changed(metric, methods, space, false, random.split(0), sign);
      double[][] destroyed = changed(metric, methods, space, true, random.split(1), sign);
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

  /** The scores of every method, turned so that larger is better. */
  private static double[][] scores(Metric metric, List<Subject> methods, int sign) {
    return methods.stream()
        .map(s -> Arrays.stream(metric.score(s).values()).map(v -> sign * v).toArray())
        .toArray(double[][]::new);
  }

  /** The scores after noise; NaN where an instance does not count. */
  private static double[][] changed(
      Metric metric,
      List<Subject> methods,
      Space space,
      boolean much,
      SplitRandom random,
      int sign) {
    if (space == Space.ATTRIBUTIONS) {
      return scores(metric, noisy(methods, much ? MUCH : LITTLE, random), sign);
    }
    INDArray inputs = noisy(methods.get(0).inputs(), much, random);
    int[] before = answers(methods.get(0), methods.get(0).inputs());
    int[] after = answers(methods.get(0), inputs);
    List<Subject> again =
        methods.stream()
            .map(
                s ->
                    new Subject(
                        s.model(),
                        inputs,
                        s.explain(inputs),
                        s.units(),
                        s.explainer(),
                        s.context().with(s.fixedTarget()),
                        s.truth()))
            .toList();
    double[][] scores = scores(metric, again, sign);
    for (double[] row : scores) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (before[i] != after[i]) == much ? row[i] : Double.NaN;
      }
    }
    return scores;
  }

  private static INDArray noisy(INDArray inputs, boolean much, SplitRandom random) {
    double[] flat = Host.doubles(inputs);
    double low = Arrays.stream(flat).min().orElse(0);
    double range = Arrays.stream(flat).max().orElse(0) - low;
    for (int j = 0; j < flat.length; j++) {
      double u = random.nextDouble();
      flat[j] += range * (much ? u : LITTLE * (2 * u - 1));
    }
    return Host.array(inputs.dataType(), flat, inputs.shape());
  }

  /** The class of each instance. */
  private static int[] answers(Subject subject, INDArray inputs) {
    double[][] outputs = Subject.rows(subject.context().predictor(subject.model()).predict(inputs));
    return Arrays.stream(outputs)
        .mapToInt(
            o -> IntStream.range(0, o.length).reduce(0, (best, c) -> o[c] > o[best] ? c : best))
        .toArray();
  }

  private static List<Subject> noisy(List<Subject> methods, double share, SplitRandom random) {
    return IntStream.range(0, methods.size())
        .mapToObj(m -> noisy(methods.get(m), share, random.split(m)))
        .toList();
  }

  private static Subject noisy(Subject subject, double share, SplitRandom random) {
    double[][] rows = subject.rows();
    double[] flat = new double[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      double most = Arrays.stream(rows[i]).map(Math::abs).max().orElse(0);
      SplitRandom own = random.split(i);
      for (int j = 0; j < rows[i].length; j++) {
        flat[i * rows[i].length + j] = rows[i][j] + share * most * (2 * own.nextDouble() - 1);
      }
    }
    INDArray a = subject.attributions();
    return subject.withAttributions(Host.array(a.dataType(), flat, a.shape()));
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
