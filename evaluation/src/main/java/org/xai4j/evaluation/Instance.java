package org.xai4j.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.array.Printed;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.Target;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.SplitRandom;

/**
 * One instance of a subject, ready to have features removed. Used by one thread.
 *
 * @param index within the subject
 * @param attribution its elements
 * @param units the features the attribution was made for
 * @param masking scores copies with features at the baseline; its grouping gives the features that
 *     are removed
 * @param random a stream of its own
 */
public record Instance(
    int index, double[] attribution, Grouping units, Masking masking, SplitRandom random) {
  /**
   * A curve with its summary.
   *
   * @param value one number for the instance
   * @param points positions, ascending
   * @param heights one per point
   */
  public record Curve(double value, double[] points, double[] heights) {
    /** Copies the arrays. */
    public Curve {
      points = points.clone();
      heights = heights.clone();
    }

    /** A copy: positions, ascending. */
    @Override
    public double[] points() {
      return points.clone();
    }

    /** A copy: one per point. */
    @Override
    public double[] heights() {
      return heights.clone();
    }

    @Override
    public String toString() {
      return Printed.record(this);
    }
  }

  /**
   * One number per instance, the instances shared by the worker threads.
   *
   * @param subject what is scored
   * @param id names the random streams
   * @param output of a network whose score is read
   * @param value of one instance
   * @return the scores
   */
  public static Scores values(
      Subject subject, String id, Target.Output output, ToDoubleFunction<Instance> value) {
    double[] values = new double[subject.size()];
    each(subject, id, output, i -> values[i.index()] = value.applyAsDouble(i));
    return Scores.of(values);
  }

  /**
   * One curve per instance, the instances shared by the worker threads. Curves with different
   * points are brought to those of the longest by linear interpolation.
   *
   * @param subject what is scored
   * @param id names the random streams
   * @param output of a network whose score is read
   * @param curve of one instance
   * @return the scores
   */
  public static Scores curves(
      Subject subject, String id, Target.Output output, Function<Instance, Curve> curve) {
    Curve[] curves = new Curve[subject.size()];
    each(subject, id, output, i -> curves[i.index()] = curve.apply(i));
    Curve longest = curves[0];
    for (Curve c : curves) {
      longest = c.points().length > longest.points().length ? c : longest;
    }
    double[] points = longest.points();
    return new Scores(
        Arrays.stream(curves).mapToDouble(Curve::value).toArray(),
        points,
        Arrays.stream(curves)
            .map(c -> Arrays.stream(points).map(p -> at(c, p)).toArray())
            .toArray(double[][]::new));
  }

  private static double at(Curve curve, double point) {
    double[] points = curve.points();
    int i = Arrays.binarySearch(points, point);
    if (i >= 0) {
      return curve.heights()[i];
    }
    int next = -i - 1;
    if (next == 0 || next == points.length) {
      return curve.heights()[next == 0 ? 0 : points.length - 1];
    }
    double share = (point - points[next - 1]) / (points[next] - points[next - 1]);
    return curve.heights()[next - 1] * (1 - share) + curve.heights()[next] * share;
  }

  private static void each(
      Subject subject,
      String id,
      Target.Output output,
      java.util.function.Consumer<Instance> visit) {
    Masking[] maskings = subject.maskings(output);
    double[][] rows = subject.rows();
    SplitRandom random = SplitRandom.of(subject.context().seed()).split(id);
    double[][] inputs = NdArrays.rows(subject.inputs());
    Chunks.run(
        rows.length,
        new Execution(1, subject.context().execution().threads()),
        (from, to) -> {
          int i = (int) from;
          Grouping units =
              subject.units().of(subject.inputs().get(NDArrayIndex.interval(i, i + 1)));
          visit.accept(
              new Instance(
                  i, rows[i], units, maskings[i], random.split(SplitRandom.key(inputs[i]))));
        });
  }

  /**
   * How many features can be removed.
   *
   * @return the number of groups of the masking
   */
  public int features() {
    return masking.grouping().count();
  }

  /**
   * The mean attribution of the elements of each feature: what features are ordered by.
   *
   * @return one per feature
   */
  public double[] means() {
    int[] ids = masking.grouping().ids();
    double[] means = new double[features()];
    int[] sizes = new int[means.length];
    for (int j = 0; j < ids.length; j++) {
      means[ids[j]] += attribution[j];
      sizes[ids[j]]++;
    }
    Arrays.setAll(means, g -> means[g] / sizes[g]);
    return means;
  }

  /**
   * The share of the attribution that each element has: the value of a unit of several elements is
   * shared by them.
   *
   * @return one per element
   */
  public double[] shares() {
    int[] sizes = new int[units.count()];
    for (int unit : units.ids()) {
      sizes[unit]++;
    }
    double[] shares = new double[attribution.length];
    Arrays.setAll(shares, j -> attribution[j] / sizes[units.ids()[j]]);
    return shares;
  }

  /**
   * The share of the attribution that each feature has: sums of these are what the method says of a
   * set of features. The value of a unit of several elements is shared by them.
   *
   * @return one per feature
   */
  public double[] totals() {
    double[] shares = shares();
    int[] ids = masking.grouping().ids();
    double[] totals = new double[features()];
    for (int j = 0; j < ids.length; j++) {
      totals[ids[j]] += shares[j];
    }
    return totals;
  }

  /**
   * The expected curve over the orders of the features by some values, the largest first, ties in
   * any order: the mean over draws of {@link Orders#descending}. Points are those of every draw.
   *
   * @param values one per feature
   * @param step features that are removed at once
   * @param curve for one order
   * @return the mean of values and heights
   */
  public Curve expectedCurve(double[] values, int step, Function<int[], Curve> curve) {
    return expectedCurve(values, masking.changes(), step, curve);
  }

  /**
   * The expected curve where other features matter than those that differ from the baseline.
   *
   * @param values one per feature
   * @param live which features matter
   * @param step features that are removed at once
   * @param curve for one order
   * @return the mean of values and heights
   */
  public Curve expectedCurve(
      double[] values, boolean[] live, int step, Function<int[], Curve> curve) {
    List<Curve> all = Orders.descending(values, live, step, random).stream().map(curve).toList();
    double[] heights = new double[all.get(0).heights().length];
    Arrays.setAll(
        heights, p -> all.stream().mapToDouble(c -> c.heights()[p]).average().orElseThrow());
    return new Curve(
        all.stream().mapToDouble(Curve::value).average().orElseThrow(),
        all.get(0).points(),
        heights);
  }

  /**
   * The expected value over the orders of the features, all of which matter.
   *
   * @param values one per feature
   * @param step features that are changed at once
   * @param value for one order
   * @return the mean over the draws for which it is defined; NaN if there is none
   */
  public double expectedValue(double[] values, int step, ToDoubleFunction<int[]> value) {
    boolean[] live = new boolean[values.length];
    Arrays.fill(live, true);
    return Orders.descending(values, live, step, random).stream()
        .mapToDouble(value)
        .filter(v -> !Double.isNaN(v))
        .average()
        .orElse(Double.NaN);
  }

  /**
   * The features in the order of some values, the largest first; on ties in the order of their
   * numbers, so only for what does not depend on the order of ties.
   *
   * @param values one per feature
   * @return a permutation
   */
  public static int[] descending(double[] values) {
    return Numeric.ascending(Arrays.stream(values).map(v -> -v).toArray());
  }

  /**
   * Scores nested sets of features: after each step one more run of features is flipped, until all
   * are.
   *
   * @param order of the features
   * @param size features per step
   * @param insert whether the sets start empty, not full
   * @return the first before any step, the last after all
   */
  public double[] steps(int[] order, int size, boolean insert) {
    return masking.steps(order, size, insert, (order.length + size - 1) / size);
  }

  /**
   * The share of features flipped after each of these steps.
   *
   * @param features how many there are
   * @param size features per step
   * @return from 0 to 1
   */
  public static double[] shares(int features, int size) {
    double[] shares = new double[(features + size - 1) / size + 1];
    Arrays.setAll(shares, s -> Math.min(1.0, (double) s * size / features));
    return shares;
  }

  /**
   * The area under a curve by the trapezoid rule.
   *
   * @param points ascending
   * @param heights one per point
   * @return the integral
   */
  public static double area(double[] points, double[] heights) {
    double area = 0;
    for (int p = 1; p < points.length; p++) {
      area += (points[p] - points[p - 1]) * (heights[p] + heights[p - 1]) / 2;
    }
    return area;
  }
}
