package org.xai4j.gradient.path;

import java.util.Arrays;
import org.xai4j.core.array.Printed;

/** Rules that turn the integral of a function over [0, 1] into a weighted sum over points. */
public enum Quadrature {
  /** Gauss and Legendre: exact for polynomials of degree 2n − 1. */
  GAUSS_LEGENDRE,
  /** Evenly spaced points, the first 0, the last 1, which count half. */
  TRAPEZOID,
  /** Evenly spaced points, the first 0. */
  LEFT,
  /** Evenly spaced points, the last 1. */
  RIGHT,
  /** The middles of n equal parts. */
  MIDDLE;

  /**
   * Points and weights.
   *
   * @param points in [0, 1]
   * @param weights their sum is 1
   */
  public record Nodes(double[] points, double[] weights) {
    /** Copies the arrays. */
    public Nodes {
      points = points.clone();
      weights = weights.clone();
    }

    /** Some of the points, with their weights. */
    Nodes part(int from, int to) {
      return new Nodes(Arrays.copyOfRange(points, from, to), Arrays.copyOfRange(weights, from, to));
    }

    /** A copy: in [0, 1]. */
    @Override
    public double[] points() {
      return points.clone();
    }

    /** A copy: their sum is 1. */
    @Override
    public double[] weights() {
      return weights.clone();
    }

    @Override
    public String toString() {
      return Printed.record(this);
    }
  }

  /**
   * The points and weights of this rule.
   *
   * @param n number of points, at least 1; at least 2 for {@link #TRAPEZOID}
   * @return points in ascending order
   */
  public Nodes nodes(int n) {
    double[] points = new double[n];
    double[] weights = new double[n];
    for (int i = 0; i < n; i++) {
      weights[i] = 1.0 / n;
      switch (this) {
        case LEFT -> points[i] = (double) i / n;
        case RIGHT -> points[i] = (i + 1.0) / n;
        case MIDDLE -> points[i] = (i + 0.5) / n;
        case TRAPEZOID -> {
          points[i] = i / (n - 1.0);
          weights[i] = (i == 0 || i == n - 1 ? 0.5 : 1.0) / (n - 1);
        }
        case GAUSS_LEGENDRE -> root(i, n, points, weights);
      }
    }
    return new Nodes(points, weights);
  }

  /** Newton's method for the i-th root of the Legendre polynomial of degree n. */
  private static void root(int i, int n, double[] points, double[] weights) {
    double x = -Math.cos(Math.PI * (i + 0.75) / (n + 0.5));
    double slope = 1;
    for (int step = 0; step < 100; step++) {
      double before = 0;
      double value = 1;
      for (int k = 0; k < n; k++) {
        double next = ((2 * k + 1) * x * value - k * before) / (k + 1);
        before = value;
        value = next;
      }
      slope = n * (x * value - before) / (x * x - 1);
      double change = value / slope;
      x -= change;
      if (Math.abs(change) < 1e-16) {
        break;
      }
    }
    points[i] = (x + 1) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
}
