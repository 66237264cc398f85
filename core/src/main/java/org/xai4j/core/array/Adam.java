package org.xai4j.core.array;

/**
 * Adam with β = 0.9 and 0.999 (Kingma and Ba 2015, "Adam: a method for stochastic optimization",
 * ICLR), in strict arithmetic. Used by one thread.
 */
public final class Adam {
  private final double[] mean;
  private final double[] square;
  private int steps;

  /**
   * Begins without momentum.
   *
   * @param parameters how many
   */
  public Adam(int parameters) {
    mean = new double[parameters];
    square = new double[parameters];
  }

  /**
   * Moves parameters against their gradient; one whose gradient was always 0 stays.
   *
   * @param p the parameters, modified
   * @param g the gradient
   * @param rate of learning
   */
  public void step(double[] p, double[] g, double rate) {
    steps++;
    double first = 1 - StrictMath.pow(0.9, steps);
    double second = 1 - StrictMath.pow(0.999, steps);
    for (int i = 0; i < p.length; i++) {
      mean[i] = 0.9 * mean[i] + 0.1 * g[i];
      square[i] = 0.999 * square[i] + 0.001 * g[i] * g[i];
      p[i] -= rate * (mean[i] / first) / (Math.sqrt(square[i] / second) + 1e-8);
    }
  }
}
