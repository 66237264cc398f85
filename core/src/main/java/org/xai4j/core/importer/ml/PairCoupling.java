package org.xai4j.core.importer.ml;

/**
 * Probabilities of classes from decisions of pairs: each pair's logistic function 1/(1 + exp(a·s +
 * b)), then the p that minimises Σᵢⱼ (r(j, i)·pᵢ − r(i, j)·pⱼ)² with sum 1 (Wu, Lin and Weng 2004,
 * the second method, by the iteration and the tolerance that libsvm has).
 */
final class PairCoupling {
  private static final double CLIPPED = 1e-7;

  private PairCoupling() {}

  static Matrix probabilities(Matrix decisions, int classes, double[] a, double[] b) {
    Matrix out = Matrix.zeros(decisions.rows(), classes);
    for (int row = 0; row < decisions.rows(); row++) {
      double[][] wins = new double[classes][classes];
      int pair = 0;
      for (int i = 0; i < classes; i++) {
        for (int j = i + 1; j < classes; j++) {
          double p = 1 / (1 + Math.exp(decisions.at(row, pair) * a[pair] + b[pair]));
          pair++;
          wins[i][j] = Math.min(Math.max(p, CLIPPED), 1 - CLIPPED);
          wins[j][i] = 1 - wins[i][j];
        }
      }
      System.arraycopy(coupled(wins), 0, out.values(), row * classes, classes);
    }
    return out;
  }

  private static double[] coupled(double[][] wins) {
    int k = wins.length;
    double[][] q = new double[k][k];
    double[] p = new double[k];
    for (int t = 0; t < k; t++) {
      p[t] = 1.0 / k;
      for (int j = 0; j < k; j++) {
        if (j != t) {
          q[t][t] += wins[j][t] * wins[j][t];
          q[t][j] = -wins[j][t] * wins[t][j];
        }
      }
    }
    for (int step = 0; step < Math.max(100, k); step++) {
      double[] slope = new double[k];
      double level = 0;
      for (int t = 0; t < k; t++) {
        for (int j = 0; j < k; j++) {
          slope[t] += q[t][j] * p[j];
        }
        level += p[t] * slope[t];
      }
      double error = 0;
      for (double s : slope) {
        error = Math.max(error, Math.abs(s - level));
      }
      if (error < 0.005 / k) {
        break;
      }
      for (int t = 0; t < k; t++) {
        double change = (level - slope[t]) / q[t][t];
        p[t] += change;
        double scale = 1 + change;
        level = (level + change * (change * q[t][t] + 2 * slope[t])) / scale / scale;
        for (int j = 0; j < k; j++) {
          slope[j] = (slope[j] + change * q[t][j]) / scale;
          p[j] /= scale;
        }
      }
    }
    return p;
  }
}
