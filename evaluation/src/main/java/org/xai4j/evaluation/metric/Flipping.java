package org.xai4j.evaluation.metric;

import java.util.Arrays;
import org.xai4j.core.engine.Host;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.Target;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;

/**
 * The curve that pixel flipping, deletion and insertion share: features are taken away or added in
 * the order of their attribution, the most relevant first (on ties in row-major order), and the
 * score is read after every step. The value is the area under the curve over the share of features,
 * by the trapezoid rule.
 */
final class Flipping {
  /** Steps of a curve when no step size is given. */
  private static final int STEPS = 28;

  private Flipping() {}

  /**
   * The curves of all instances.
   *
   * @param subject what is scored
   * @param step features per step; 0 for a 28th of them
   * @param insert whether features are added to the baseline, not taken from the input
   * @param output whether logits or probabilities of a network are read
   * @return area and curve per instance
   */
  static Scores curves(Subject subject, int step, boolean insert, Target.Output output) {
    Masking[] maskings = subject.maskings(output);
    int n = maskings.length;
    double[] flat = Host.doubles(subject.attributions());
    int width = flat.length / n;
    double[][] curves = new double[n][];
    double[] areas = new double[n];
    double[][] points = new double[n][];
    Chunks.run(
        n,
        new Execution(1, subject.context().execution().threads()),
        (from, to) -> {
          int i = (int) from;
          Grouping grouping = maskings[i].grouping();
          int[] order = order(flat, i * width, grouping);
          int size = step > 0 ? step : (order.length + STEPS - 1) / STEPS;
          curves[i] = maskings[i].scores(sets(order, size, insert));
          points[i] = points(order.length, size);
          for (int p = 1; p < curves[i].length; p++) {
            areas[i] += (points[i][p] - points[i][p - 1]) * (curves[i][p] + curves[i][p - 1]) / 2;
          }
        });
    return new Scores(areas, points[0], curves);
  }

  /** Groups by their mean attribution, the largest first. */
  static int[] order(double[] flat, int offset, Grouping grouping) {
    double[] sums = new double[grouping.count()];
    int[] sizes = new int[grouping.count()];
    for (int j = 0; j < grouping.ids().length; j++) {
      sums[grouping.ids()[j]] += flat[offset + j];
      sizes[grouping.ids()[j]]++;
    }
    Integer[] order = new Integer[sums.length];
    Arrays.setAll(order, g -> g);
    Arrays.sort(order, (a, b) -> Double.compare(sums[b] / sizes[b], sums[a] / sizes[a]));
    return Arrays.stream(order).mapToInt(g -> g).toArray();
  }

  private static long[][] sets(int[] order, int size, boolean insert) {
    int g = order.length;
    long[][] sets = new long[(g + size - 1) / size + 1][];
    sets[0] = insert ? Masking.nothing(g) : Masking.everything(g);
    for (int s = 1; s < sets.length; s++) {
      sets[s] = sets[s - 1].clone();
      for (int i = (s - 1) * size; i < Math.min(g, s * size); i++) {
        sets[s][order[i] >>> 6] ^= 1L << order[i];
      }
    }
    return sets;
  }

  private static double[] points(int groups, int size) {
    double[] points = new double[(groups + size - 1) / size + 1];
    Arrays.setAll(points, s -> Math.min(1.0, (double) s * size / groups));
    return points;
  }
}
