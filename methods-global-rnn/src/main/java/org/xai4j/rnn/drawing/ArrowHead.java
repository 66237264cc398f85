package org.xai4j.rnn.drawing;

/** The triangle at the end of a cubic curve. */
final class ArrowHead {
  private static final double LENGTH = 9;
  private static final double HALF_WIDTH = 3.6;

  private ArrowHead() {}

  /** x and y of its three corners. */
  static double[][] of(double[] x, double[] y) {
    double dx = x[3] - x[2];
    double dy = y[3] - y[2];
    double length = Math.max(1e-9, Math.hypot(dx, dy));
    double ux = dx / length;
    double uy = dy / length;
    double bx = x[3] - ux * LENGTH;
    double by = y[3] - uy * LENGTH;
    return new double[][] {
      {x[3], bx - uy * HALF_WIDTH, bx + uy * HALF_WIDTH},
      {y[3], by + ux * HALF_WIDTH, by - ux * HALF_WIDTH}
    };
  }
}
