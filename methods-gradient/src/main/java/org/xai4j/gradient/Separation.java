package org.xai4j.gradient;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * A plane between two sets of points, by ridge regression.
 *
 * @param normal of unit length, towards the points with positive labels
 * @param offset value of the plane's function at the origin
 */
record Separation(double[] normal, double offset) {
  /**
   * Solves (K + λ1)α = y with the products K of the points about their mean.
   *
   * @param x points [n][d]
   * @param y labels, adding up to 0
   * @param ridge λ relative to the mean squared distance from the mean
   */
  static Separation of(double[][] x, double[] y, double ridge) {
    int n = x.length;
    int d = x[0].length;
    double[] mean = new double[d];
    for (double[] row : x) {
      for (int j = 0; j < d; j++) {
        mean[j] += row[j] / n;
      }
    }
    double[][] centred = new double[n][d];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        centred[i][j] = x[i][j] - mean[j];
      }
    }
    double[][] products = new double[n][n];
    double trace = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        products[i][j] = Tcav.dot(centred[i], centred[j]);
        products[j][i] = products[i][j];
      }
      trace += products[i][i];
    }
    // Points that are all the same have no direction; any positive number makes it zero.
    double penalty = trace > 0 ? ridge * trace / n : 1;
    for (int i = 0; i < n; i++) {
      products[i][i] += penalty;
    }
    double[] alpha =
        new CholeskyDecomposition(new Array2DRowRealMatrix(products, false))
            .getSolver()
            .solve(new ArrayRealVector(y, false))
            .toArray();
    double[] normal = new double[d];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        normal[j] += alpha[i] * centred[i][j];
      }
    }
    double length = Math.sqrt(Tcav.dot(normal, normal));
    for (int j = 0; j < d && length > 0; j++) {
      normal[j] /= length;
    }
    // Halfway between the means of the two sets along the normal.
    double positive = 0;
    double negative = 0;
    for (int i = 0; i < n; i++) {
      double place = Tcav.dot(normal, x[i]);
      positive += y[i] > 0 ? y[i] * place : 0;
      negative -= y[i] < 0 ? y[i] * place : 0;
    }
    return new Separation(normal, -(positive + negative) / 2);
  }

  /** Positive on the side of the positive labels. */
  double side(double[] point) {
    return Tcav.dot(normal, point) + offset;
  }
}
