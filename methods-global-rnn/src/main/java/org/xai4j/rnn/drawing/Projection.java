package org.xai4j.rnn.drawing;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;

/**
 * The plane in which points vary most: the first two principal components (Pearson 1901).
 *
 * @param mean of the points
 * @param axes two orthonormal directions; the component of largest size is positive
 * @param shares of the variance along each
 */
public record Projection(double[] mean, double[][] axes, double[] shares) {
  /**
   * The plane of some points.
   *
   * @param points [point][coordinate], at least one
   * @return their mean and first two principal components
   */
  public static Projection of(double[][] points) {
    int d = points[0].length;
    double[] mean = new double[d];
    for (double[] p : points) {
      for (int i = 0; i < d; i++) {
        mean[i] += p[i] / points.length;
      }
    }
    double[][] covariance = new double[d][d];
    for (double[] p : points) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j <= i; j++) {
          double product = (p[i] - mean[i]) * (p[j] - mean[j]) / points.length;
          covariance[i][j] += product;
          covariance[j][i] += j == i ? 0 : product;
        }
      }
    }
    double total = 0;
    for (int i = 0; i < d; i++) {
      total += covariance[i][i];
    }
    // Eigenvalues come in decreasing order.
    EigenDecomposition eigen = new EigenDecomposition(new Array2DRowRealMatrix(covariance, false));
    double[][] axes = new double[2][d];
    double[] shares = new double[2];
    for (int k = 0; k < Math.min(2, d); k++) {
      axes[k] = directed(eigen.getEigenvector(k).toArray());
      shares[k] = total > 0 ? Math.max(0, eigen.getRealEigenvalue(k)) / total : 0;
    }
    return new Projection(mean, axes, shares);
  }

  /** One of the two opposite directions, the same on every machine. */
  private static double[] directed(double[] axis) {
    int largest = 0;
    for (int i = 1; i < axis.length; i++) {
      largest = Math.abs(axis[i]) > Math.abs(axis[largest]) + 1e-9 ? i : largest;
    }
    if (axis[largest] < 0) {
      for (int i = 0; i < axis.length; i++) {
        axis[i] = -axis[i];
      }
    }
    return axis;
  }

  /**
   * Place of a point in the plane.
   *
   * @param point its coordinates
   * @return along both axes
   */
  public double[] place(double[] point) {
    double[] place = new double[2];
    for (int k = 0; k < 2; k++) {
      for (int i = 0; i < point.length; i++) {
        place[k] += axes[k][i] * (point[i] - mean[i]);
      }
    }
    return place;
  }
}
