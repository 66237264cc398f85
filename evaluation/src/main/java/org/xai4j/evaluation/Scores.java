package org.xai4j.evaluation;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.xai4j.core.array.Printed;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;

/**
 * What a metric found.
 *
 * @param values one per instance [n]; NaN where the metric is not defined for an instance
 * @param points positions along the curve [p], ascending; empty for metrics without one
 * @param curves per instance the curve's values [n][p]; empty for metrics without one
 */
public record Scores(double[] values, double[] points, double[][] curves) {
  /** Instances that a thread takes at once. */
  private static final int ROWS = 8;

  /** Copies the arrays. */
  public Scores {
    values = values.clone();
    points = points.clone();
    curves = Arrays.stream(curves).map(double[]::clone).toArray(double[][]::new);
  }

  /**
   * Scores without curves.
   *
   * @param values one per instance
   * @return the scores
   */
  public static Scores of(double[] values) {
    return new Scores(values, new double[0], new double[0][]);
  }

  /**
   * Scores without curves, the instances shared by the worker threads.
   *
   * @param subject tells how many instances and threads there are
   * @param value of an instance; thread-safe
   * @return the scores
   */
  public static Scores each(Subject subject, IntToDoubleFunction value) {
    double[] values = new double[subject.size()];
    Chunks.run(
        values.length,
        new Execution(ROWS, subject.context().execution().threads()),
        (from, to) -> {
          for (int i = (int) from; i < to; i++) {
            values[i] = value.applyAsDouble(i);
          }
        });
    return of(values);
  }

  /** A copy: one per instance [n]; NaN where the metric is not defined for an instance. */
  @Override
  public double[] values() {
    return values.clone();
  }

  /** A copy: positions along the curve [p], ascending; empty for metrics without one. */
  @Override
  public double[] points() {
    return points.clone();
  }

  /** A copy: per instance the curve's values [n][p]; empty for metrics without one. */
  @Override
  public double[][] curves() {
    return Arrays.stream(curves).map(double[]::clone).toArray(double[][]::new);
  }

  @Override
  public String toString() {
    return Printed.record(this);
  }
}
