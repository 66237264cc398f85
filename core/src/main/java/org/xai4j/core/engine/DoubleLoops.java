package org.xai4j.core.engine;

/**
 * Sums of double-precision arrays, by four partial sums: a single one would wait for each addition
 * before it starts the next.
 */
final class DoubleLoops {
  private DoubleLoops() {}

  /** The sum of a run. */
  static double sum(double[] values, int from, int length) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = from;
    for (; i < from + length - 3; i += 4) {
      a += values[i];
      b += values[i + 1];
      c += values[i + 2];
      d += values[i + 3];
    }
    for (; i < from + length; i++) {
      a += values[i];
    }
    return a + b + (c + d);
  }

  /** Σ x·y over the first elements. */
  static double dot(double[] x, double[] y, int length) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < length - 3; i += 4) {
      a += x[i] * y[i];
      b += x[i + 1] * y[i + 1];
      c += x[i + 2] * y[i + 2];
      d += x[i + 3] * y[i + 3];
    }
    for (; i < length; i++) {
      a += x[i] * y[i];
    }
    return a + b + (c + d);
  }
}
