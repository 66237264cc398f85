package org.xai4j.rnn.training;

/**
 * Products of matrices with batches of columns. A batch of n columns of m values is an array [m·n]
 * whose rows of n lie one after another, so that the inner loops run over contiguous memory.
 */
final class Columns {
  private Columns() {}

  /** y[j] += Σₖ w[k, j]·x[k], for w [rows, width] at an offset. */
  static void product(
      double[] w, int at, int rows, int width, double[] x, int from, double[] y, int to, int n) {
    for (int k = 0; k < rows; k++) {
      int source = from + k * n;
      for (int j = 0; j < width; j++) {
        double weight = w[at + k * width + j];
        if (weight != 0) {
          int sink = to + j * n;
          for (int b = 0; b < n; b++) {
            y[sink + b] += weight * x[source + b];
          }
        }
      }
    }
  }

  /** x[k] += Σⱼ w[k, j]·y[j]. */
  static void transposed(
      double[] w, int at, int rows, int width, double[] y, int from, double[] x, int to, int n) {
    for (int k = 0; k < rows; k++) {
      int sink = to + k * n;
      for (int j = 0; j < width; j++) {
        double weight = w[at + k * width + j];
        if (weight != 0) {
          int source = from + j * n;
          for (int b = 0; b < n; b++) {
            x[sink + b] += weight * y[source + b];
          }
        }
      }
    }
  }

  /** g[k, j] += Σ over columns of x[k]·y[j]. */
  static void outer(
      double[] x, int xAt, int rows, double[] y, int yAt, int width, double[] g, int at, int n) {
    for (int k = 0; k < rows; k++) {
      int p = xAt + k * n;
      for (int j = 0; j < width; j++) {
        int q = yAt + j * n;
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int b = 0;
        for (; b + 3 < n; b += 4) {
          s0 += x[p + b] * y[q + b];
          s1 += x[p + b + 1] * y[q + b + 1];
          s2 += x[p + b + 2] * y[q + b + 2];
          s3 += x[p + b + 3] * y[q + b + 3];
        }
        for (; b < n; b++) {
          s0 += x[p + b] * y[q + b];
        }
        g[at + k * width + j] += s0 + s1 + (s2 + s3);
      }
    }
  }

  /** y[j] = w[symbol, j] + bias[j], a symbol per column. */
  static void gather(double[] p, int bias, int width, int[] symbols, double[] y, int to, int n) {
    for (int j = 0; j < width; j++) {
      double b0 = p[bias + j];
      for (int b = 0; b < n; b++) {
        y[to + j * n + b] = b0 + p[symbols[b] * width + j];
      }
    }
  }

  /** The gradient of {@link #gather}. */
  static void scatter(
      double[] dy, int from, int width, int[] symbols, double[] g, int bias, int n) {
    for (int j = 0; j < width; j++) {
      double sum = 0;
      for (int b = 0; b < n; b++) {
        double d = dy[from + j * n + b];
        g[symbols[b] * width + j] += d;
        sum += d;
      }
      g[bias + j] += sum;
    }
  }

  /** tanh in place. */
  static void tanh(double[] x, int from, int count) {
    for (int i = from; i < from + count; i++) {
      double z = Math.abs(x[i]);
      double t = 1 - 2 / (exp(2 * Math.min(z, 20)) + 1);
      x[i] = x[i] < 0 ? -t : t;
    }
  }

  /** The logistic function in place. */
  static void sigmoid(double[] x, int from, int count) {
    for (int i = from; i < from + count; i++) {
      x[i] = 1 / (1 + exp(Math.max(-700, Math.min(700, -x[i]))));
    }
  }

  /** eˣ for |x| ≤ 700 to about 1e-15: 2ⁿ times Taylor's series of the remainder. */
  static double exp(double x) {
    double n = Math.rint(x * 1.4426950408889634);
    double r = (x - n * 0.6931471803691238) - n * 1.9082149292705877e-10;
    double s = 1.0 / 479001600;
    s = s * r + 1.0 / 39916800;
    s = s * r + 1.0 / 3628800;
    s = s * r + 1.0 / 362880;
    s = s * r + 1.0 / 40320;
    s = s * r + 1.0 / 5040;
    s = s * r + 1.0 / 720;
    s = s * r + 1.0 / 120;
    s = s * r + 1.0 / 24;
    s = s * r + 1.0 / 6;
    s = s * r + 0.5;
    s = s * r + 1;
    s = s * r + 1;
    return s * Double.longBitsToDouble((long) (n + 1023) << 52);
  }
}
