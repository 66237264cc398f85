package org.xai4j.rnn.training;

import java.util.Arrays;

/**
 * Forward and backward steps of the recurrences on batches of n columns (see {@link
 * ColumnBatches}). Gates lie in the memo of a step: simple: the noise's factors; LSTM: i, f, g, o
 * and tanh(c'); GRU: r, z, n and the candidate's recurrent part.
 */
final class Steps {
  private final Shape shape;
  private final int n;
  private final int units;
  private final int width;

  Steps(Shape shape, int n) {
    this.shape = shape;
    this.n = n;
    this.units = shape.hidden();
    this.width = shape.width();
  }

  /** Values of a step's memo. */
  int memo() {
    return switch (shape.architecture()) {
      case ELMAN, DUAL -> units * n;
      case LSTM -> 5 * units * n;
      case GRU -> 4 * units * n;
    };
  }

  /**
   * One step.
   *
   * @param p parameters
   * @param drive what the input adds to the gates' arguments, biases included
   * @param state before
   * @param next overwritten by the state after
   * @param memo simple: the noise's factors, given; others: overwritten
   */
  void forward(double[] p, double[] drive, double[] state, double[] next, double[] memo) {
    switch (shape.architecture()) {
      case ELMAN, DUAL -> simple(p, drive, state, next, memo);
      case LSTM -> lstm(p, drive, state, next, memo);
      case GRU -> gru(p, drive, state, next, memo);
    }
  }

  private void simple(double[] p, double[] drive, double[] state, double[] next, double[] noise) {
    System.arraycopy(drive, 0, next, 0, width * n);
    for (int i = 0; i < units * n; i++) {
      next[i] += noise[i] * state[i];
    }
    ColumnBatches.product(p, shape.recurrent(), units, width, state, 0, next, 0, n);
    ColumnBatches.tanh(next, 0, units * n);
  }

  private void lstm(double[] p, double[] drive, double[] state, double[] next, double[] memo) {
    int u = units * n;
    System.arraycopy(drive, 0, memo, 0, width * n);
    ColumnBatches.product(p, shape.recurrent(), units, width, state, 0, memo, 0, n);
    ColumnBatches.sigmoid(memo, 0, 2 * u);
    ColumnBatches.tanh(memo, 2 * u, u);
    ColumnBatches.sigmoid(memo, 3 * u, u);
    for (int i = 0; i < u; i++) {
      next[u + i] = memo[u + i] * state[u + i] + memo[i] * memo[2 * u + i];
      memo[4 * u + i] = next[u + i];
    }
    ColumnBatches.tanh(memo, 4 * u, u);
    for (int i = 0; i < u; i++) {
      next[i] = memo[3 * u + i] * memo[4 * u + i];
    }
  }

  private void gru(double[] p, double[] drive, double[] state, double[] next, double[] memo) {
    int u = units * n;
    System.arraycopy(drive, 0, memo, 0, width * n);
    double[] recurrent = new double[3 * u];
    for (int k = 0; k < units; k++) {
      Arrays.fill(recurrent, 2 * u + k * n, 2 * u + (k + 1) * n, p[shape.candidate() + k]);
    }
    ColumnBatches.product(p, shape.recurrent(), units, width, state, 0, recurrent, 0, n);
    for (int i = 0; i < 2 * u; i++) {
      memo[i] += recurrent[i];
    }
    ColumnBatches.sigmoid(memo, 0, 2 * u);
    for (int i = 0; i < u; i++) {
      memo[3 * u + i] = recurrent[2 * u + i];
      memo[2 * u + i] += memo[i] * recurrent[2 * u + i];
    }
    ColumnBatches.tanh(memo, 2 * u, u);
    for (int i = 0; i < u; i++) {
      double z = memo[u + i];
      next[i] = (1 - z) * memo[2 * u + i] + z * state[i];
    }
  }

  /**
   * One step, backward.
   *
   * @param dNext gradient of the state after
   * @param dState overwritten by the gradient of the state before
   * @param dz overwritten by the gradient of the input's drive
   * @param g the parameters' gradient is added to it
   */
  void backward(
      double[] p,
      double[] state,
      double[] next,
      double[] memo,
      double[] dNext,
      double[] dState,
      double[] dz,
      double[] g) {
    Arrays.fill(dState, 0);
    int u = units * n;
    switch (shape.architecture()) {
      case ELMAN, DUAL -> {
        for (int i = 0; i < u; i++) {
          dz[i] = dNext[i] * (1 - next[i] * next[i]);
          dState[i] = memo[i] * dz[i];
        }
        through(p, state, dz, dState, g);
      }
      case LSTM -> {
        for (int i = 0; i < u; i++) {
          double in = memo[i];
          double forget = memo[u + i];
          double candidate = memo[2 * u + i];
          double out = memo[3 * u + i];
          double squashed = memo[4 * u + i];
          double dh = dNext[i];
          double dc = dNext[u + i] + dh * out * (1 - squashed * squashed);
          dz[i] = dc * candidate * in * (1 - in);
          dz[u + i] = dc * state[u + i] * forget * (1 - forget);
          dz[2 * u + i] = dc * in * (1 - candidate * candidate);
          dz[3 * u + i] = dh * squashed * out * (1 - out);
          dState[u + i] = dc * forget;
        }
        through(p, state, dz, dState, g);
      }
      case GRU -> {
        double[] dRecurrent = new double[width * n];
        for (int i = 0; i < u; i++) {
          double reset = memo[i];
          double z = memo[u + i];
          double candidate = memo[2 * u + i];
          double dh = dNext[i];
          double dn = dh * (1 - z) * (1 - candidate * candidate);
          dz[i] = dn * memo[3 * u + i] * reset * (1 - reset);
          dz[u + i] = dh * (state[i] - candidate) * z * (1 - z);
          dz[2 * u + i] = dn;
          dRecurrent[i] = dz[i];
          dRecurrent[u + i] = dz[u + i];
          dRecurrent[2 * u + i] = dn * reset;
          dState[i] = dh * z;
        }
        for (int k = 0; k < units; k++) {
          for (int b = 0; b < n; b++) {
            g[shape.candidate() + k] += dRecurrent[2 * u + k * n + b];
          }
        }
        through(p, state, dRecurrent, dState, g);
      }
    }
  }

  private void through(
      double[] p, double[] state, double[] dRecurrent, double[] dState, double[] g) {
    ColumnBatches.outer(state, 0, units, dRecurrent, 0, width, g, shape.recurrent(), n);
    ColumnBatches.transposed(p, shape.recurrent(), units, width, dRecurrent, 0, dState, 0, n);
  }
}
