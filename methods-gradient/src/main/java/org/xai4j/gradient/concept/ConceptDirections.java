package org.xai4j.gradient.concept;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;

/**
 * Normals of planes between two parts of a pool of points, by ridge regression of their labels,
 * from the points' scalar products alone: (K + λ1)α = y with the products K about the mean of the
 * chosen points, and v = Σ α·(x − mean). Many labellings of one pool cost n² each, whatever the
 * number of units.
 */
final class ConceptDirections {
  private final double[][] products;
  private final double[][] along;
  private final double ridge;

  /**
   * Takes the products of a pool of points.
   *
   * @param points [n][units]
   * @param slopes ∂f/∂h of the explained rows [rows][units]
   * @param ridge λ relative to the mean squared distance from the mean
   */
  ConceptDirections(double[][] points, double[][] slopes, double ridge) {
    this.ridge = ridge;
    products = new double[points.length][points.length];
    for (int i = 0; i < points.length; i++) {
      for (int j = 0; j <= i; j++) {
        products[i][j] = dot(points[i], points[j]);
        products[j][i] = products[i][j];
      }
    }
    along = new double[slopes.length][points.length];
    for (int r = 0; r < slopes.length; r++) {
      double[] slope = slopes[r];
      Arrays.setAll(along[r], i -> dot(slope, points[i]));
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  /**
   * A direction.
   *
   * @param weights of the chosen points, adding up to 0
   * @param chosen indices of points
   * @param threshold the plane's place along the direction, halfway between the means of both parts
   */
  record Direction(double[] weights, int[] chosen, double threshold) {}

  /**
   * The direction from one part to another.
   *
   * @param inside points with positive labels, repetitions allowed
   * @param outside points with negative labels
   * @return towards the points inside
   */
  Direction between(int[] inside, int[] outside) {
    int n = inside.length + outside.length;
    int[] chosen = Arrays.copyOf(inside, n);
    System.arraycopy(outside, 0, chosen, inside.length, outside.length);
    double[] mean = new double[n];
    double all = 0;
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        mean[a] += products[chosen[a]][chosen[b]] / n;
      }
      all += mean[a] / n;
    }
    double[][] centred = new double[n][n];
    double[] labels = new double[n];
    double trace = 0;
    for (int a = 0; a < n; a++) {
      for (int b = 0; b <= a; b++) {
        centred[a][b] = products[chosen[a]][chosen[b]] - mean[a] - mean[b] + all;
        centred[b][a] = centred[a][b];
      }
      labels[a] = a < inside.length ? 1.0 / inside.length : -1.0 / outside.length;
      trace += centred[a][a];
    }
    // Points that are all the same have no direction; any positive number makes it zero.
    double penalty = trace > 0 ? ridge * trace / n : 1;
    for (int a = 0; a < n; a++) {
      centred[a][a] += penalty;
    }
    double[] weights =
        new CholeskyDecomposition(new Array2DRowRealMatrix(centred, false))
            .getSolver()
            .solve(new ArrayRealVector(labels, false))
            .toArray();
    double level = Arrays.stream(weights).average().orElse(0);
    Arrays.setAll(weights, a -> weights[a] - level);
    double halfway = 0;
    for (int a = 0; a < n; a++) {
      halfway += Math.abs(labels[a]) * place(weights, chosen, products[chosen[a]]) / 2;
    }
    return new Direction(weights, chosen, halfway);
  }

  private static double place(double[] weights, int[] chosen, double[] with) {
    double sum = 0;
    for (int a = 0; a < weights.length; a++) {
      sum += weights[a] * with[chosen[a]];
    }
    return sum;
  }

  /**
   * The change of the score, to first order, from the mean of one part to that of the other.
   *
   * @param inside points with positive labels
   * @param outside points with negative labels
   * @return mean over the explained rows of ∂f/∂h · (mean inside − mean outside)
   */
  double shift(int[] inside, int[] outside) {
    double sum = 0;
    for (double[] row : along) {
      for (int i : inside) {
        sum += row[i] / inside.length / along.length;
      }
      for (int i : outside) {
        sum -= row[i] / outside.length / along.length;
      }
    }
    return sum;
  }

  /** Whether a point lies on the side of the points inside. */
  boolean inside(Direction direction, int point) {
    return place(direction.weights(), direction.chosen(), products[point]) > direction.threshold();
  }

  /** ∂f/∂h · v of every explained row. */
  double[] slopes(Direction direction) {
    double[] slopes = new double[along.length];
    Arrays.setAll(slopes, r -> place(direction.weights(), direction.chosen(), along[r]));
    return slopes;
  }
}
