package org.xai4j.agnostic.regression;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.xai4j.core.tensor.Fusion;

/** A weighted linear regression of scores with an unpenalised intercept, ready to be solved. */
public interface LocalRegression {
  /**
   * A regression on sets in the form that takes less memory.
   *
   * @param fusion adds up products of the groups in one pass if it can
   * @param groups g
   * @param sets [n]: sets of groups as bits
   * @param weight [n]
   * @param score [n]
   * @return by the products of the groups, or of the observations where these are fewer
   */
  static LocalRegression of(
      Fusion fusion, int groups, long[][] sets, double[] weight, double[] score) {
    if (groups > sets.length) {
      return new SampleRegression(groups, sets, weight, score);
    }
    WeightedRegression fit = new WeightedRegression(groups);
    fit.add(fusion, sets, weight, score);
    return fit;
  }

  /** How many groups there are. */
  int groups();

  /** The total weight of the observations. */
  double weights();

  /** Σ w·(z − z̄)(y − ȳ). */
  double[] centredMoment();

  /** Minimises Σ w·(y − β₀ − βᵀz)² + α·Σ β². */
  LocalModel ridge(double alpha);

  /** Ridge on some of the features; the coefficients of the others are 0. */
  LocalModel ridge(double alpha, int[] kept);

  /** Minimises Σ w·(y − β₀ − βᵀz)²/(2·Σ w) + α·Σ |β|. */
  LocalModel lasso(double alpha);

  /**
   * Chooses features one by one: each time the one with which a ridge regression explains most of
   * the variance.
   */
  default int[] forward(int count, double alpha) {
    int[] chosen = new int[0];
    while (chosen.length < count) {
      int best = -1;
      double r2 = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < groups(); i++) {
        int candidate = i;
        if (java.util.Arrays.stream(chosen).noneMatch(f -> f == candidate)) {
          double reached = ridge(alpha, with(chosen, i)).r2();
          if (reached > r2) {
            r2 = reached;
            best = i;
          }
        }
      }
      chosen = with(chosen, best);
    }
    return chosen;
  }

  private static int[] with(int[] chosen, int next) {
    int[] more = java.util.Arrays.copyOf(chosen, chosen.length + 1);
    more[chosen.length] = next;
    return more;
  }

  /** The first features that enter the path of the lasso as its penalty falls. */
  default int[] path(int count) {
    double[] b = centredMoment();
    double alpha = 0;
    for (double moment : b) {
      alpha = Math.max(alpha, Math.abs(moment) / weights());
    }
    double floor = alpha * 1e-6;
    double[] beta = new double[groups()];
    while (alpha > floor) {
      alpha *= 0.9;
      beta = lasso(alpha).coefficients();
      if (java.util.Arrays.stream(beta).filter(v -> v != 0).count() >= count) {
        break;
      }
    }
    return heaviest(beta, count);
  }

  /** The features with the largest absolute coefficients. */
  static int[] heaviest(double[] beta, int count) {
    return java.util.stream.IntStream.range(0, beta.length)
        .boxed()
        .sorted(java.util.Comparator.comparingDouble((Integer i) -> -Math.abs(beta[i])))
        .limit(count)
        .mapToInt(i -> i)
        .toArray();
  }

  /** Solves a symmetric system; where it is singular, the shortest solution. */
  static double[] solve(double[][] matrix, double[] right) {
    RealMatrix a = new Array2DRowRealMatrix(matrix, false);
    RealVector b = new ArrayRealVector(right, false);
    try {
      return new CholeskyDecomposition(a, 1e-9, 1e-14).getSolver().solve(b).toArray();
    } catch (NonPositiveDefiniteMatrixException e) {
      return new SingularValueDecomposition(a).getSolver().solve(b).toArray();
    }
  }
}
