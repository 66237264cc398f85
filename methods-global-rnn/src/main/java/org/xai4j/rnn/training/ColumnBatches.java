package org.xai4j.rnn.training;

import org.xai4j.core.engine.Fast;

/**
 * Products of matrices with batches of columns. A batch of n columns of m values is an array [m·n]
 * whose rows of n lie one after another, so that the inner loops run over contiguous memory.
 */
final class ColumnBatches {
  private ColumnBatches() {}

  /** y[j] += Σₖ w[k, j]·x[k], for w [rows, width] at an offset. */
  static void product(
      double[] w, int at, int rows, int width, double[] x, int from, double[] y, int to, int n) {
    combine(w, at, width, 1, rows, width, x, from, y, to, n);
  }

  /** x[k] += Σⱼ w[k, j]·y[j]. */
  static void transposed(
      double[] w, int at, int rows, int width, double[] y, int from, double[] x, int to, int n) {
    combine(w, at, 1, width, width, rows, y, from, x, to, n);
  }

  /**
   * to[j] += Σₖ w[k·down + j·right]·x[k]. Four sources at a time: the loops over columns are short,
   * and starting them costs more than running them.
   */
  private static void combine(
      double[] w,
      int at,
      int down,
      int right,
      int sources,
      int sinks,
      double[] x,
      int from,
      double[] y,
      int to,
      int n) {
    for (int j = 0; j < sinks; j++) {
      int sink = to + j * n;
      int p = at + j * right;
      int k = 0;
      for (; k + 3 < sources; k += 4) {
        double w0 = w[p + k * down];
        double w1 = w[p + (k + 1) * down];
        double w2 = w[p + (k + 2) * down];
        double w3 = w[p + (k + 3) * down];
        int x0 = from + k * n;
        int x1 = x0 + n;
        int x2 = x1 + n;
        int x3 = x2 + n;
        for (int b = 0; b < n; b++) {
          y[sink + b] += w0 * x[x0 + b] + w1 * x[x1 + b] + (w2 * x[x2 + b] + w3 * x[x3 + b]);
        }
      }
      for (; k < sources; k++) {
        double weight = w[p + k * down];
        int source = from + k * n;
        for (int b = 0; b < n; b++) {
          y[sink + b] += weight * x[source + b];
        }
      }
    }
  }

  /** g[k, j] += Σ over columns of x[k]·y[j], four j at a time. */
  static void outer(
      double[] x, int xAt, int rows, double[] y, int yAt, int width, double[] g, int at, int n) {
    for (int k = 0; k < rows; k++) {
      int p = xAt + k * n;
      int row = at + k * width;
      int j = 0;
      for (; j + 3 < width; j += 4) {
        int y0 = yAt + j * n;
        int y1 = y0 + n;
        int y2 = y1 + n;
        int y3 = y2 + n;
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (int b = 0; b < n; b++) {
          double value = x[p + b];
          s0 += value * y[y0 + b];
          s1 += value * y[y1 + b];
          s2 += value * y[y2 + b];
          s3 += value * y[y3 + b];
        }
        g[row + j] += s0;
        g[row + j + 1] += s1;
        g[row + j + 2] += s2;
        g[row + j + 3] += s3;
      }
      for (; j < width; j++) {
        double sum = 0;
        for (int b = 0; b < n; b++) {
          sum += x[p + b] * y[yAt + j * n + b];
        }
        g[row + j] += sum;
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

  /**
   * Overwrites logits [k] by the gradient of the cross-entropy, (softmax − one-hot)·scale; gives
   * the sum of the cross-entropies.
   */
  static double softmaxGradient(double[] scores, int[] targets, int outputs, double scale, int n) {
    double loss = 0;
    for (int b = 0; b < n; b++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < outputs; k++) {
        largest = Math.max(largest, scores[k * n + b]);
      }
      double sum = 0;
      double right = scores[targets[b] * n + b] - largest;
      for (int k = 0; k < outputs; k++) {
        scores[k * n + b] = Fast.exp(scores[k * n + b] - largest);
        sum += scores[k * n + b];
      }
      loss += StrictMath.log(sum) - right;
      for (int k = 0; k < outputs; k++) {
        double share = scores[k * n + b] / sum - (targets[b] == k ? 1 : 0);
        scores[k * n + b] = share * scale;
      }
    }
    return loss;
  }

  /** tanh in place. */
  static void tanh(double[] x, int from, int count) {
    for (int i = from; i < from + count; i++) {
      x[i] = Fast.tanh(x[i]);
    }
  }

  /** The logistic function in place. */
  static void sigmoid(double[] x, int from, int count) {
    for (int i = from; i < from + count; i++) {
      x[i] = Fast.sigmoid(x[i]);
    }
  }
}
