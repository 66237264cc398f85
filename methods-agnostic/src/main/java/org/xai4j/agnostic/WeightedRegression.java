package org.xai4j.agnostic;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.linear.SingularValueDecomposition;

/**
 * Weighted penalised regression of scores y on sets of groups z ∈ {0, 1}^g, or on numbers z, with
 * an unpenalised intercept, from the sums Σ w·zzᵀ, Σ w·z, Σ w·yz only. Centred by the weighted
 * means these are C and c; ridge solves (C + αI)β = c, lasso descends along coordinates.
 */
final class WeightedRegression {
  private static final int SWEEPS = 100_000;

  private final int groups;
  private final double[][] gram;
  private final double[] mean;
  private final double[] moment;
  private final int[] members;
  private double weights;
  private double origin = Double.NaN;
  private double sum;
  private double squares;

  WeightedRegression(int groups) {
    this.groups = groups;
    gram = new double[groups][groups];
    mean = new double[groups];
    moment = new double[groups];
    members = new int[groups];
  }

  /** Adds an observation of numbers in place of a set. */
  void add(double[] terms, double weight, double score) {
    if (Double.isNaN(origin)) {
      origin = score;
    }
    double y = score - origin;
    for (int i = 0; i < groups; i++) {
      if (terms[i] != 0) {
        double share = weight * terms[i];
        mean[i] += share;
        moment[i] += share * y;
        for (int j = 0; j < groups; j++) {
          gram[i][j] += share * terms[j];
        }
      }
    }
    weights += weight;
    sum += weight * y;
    squares += weight * y * y;
  }

  /** Adds an observation. */
  void add(long[] set, double weight, double score) {
    if (Double.isNaN(origin)) {
      origin = score;
    }
    double y = score - origin;
    int n = 0;
    for (int i = 0; i < groups; i++) {
      if ((set[i >>> 6] >>> i & 1) != 0) {
        members[n++] = i;
      }
    }
    for (int a = 0; a < n; a++) {
      int i = members[a];
      double[] row = gram[i];
      mean[i] += weight;
      moment[i] += weight * y;
      for (int b = 0; b < n; b++) {
        row[members[b]] += weight;
      }
    }
    weights += weight;
    sum += weight * y;
    squares += weight * y * y;
  }

  /** The total weight of the observations. */
  double weights() {
    return weights;
  }

  /** Minimises Σ w·(y − β₀ − βᵀz)² + α·Σ β². */
  LocalModel ridge(double alpha) {
    return ridge(alpha, java.util.stream.IntStream.range(0, groups).toArray());
  }

  /** Ridge on some of the features; the coefficients of the others are 0. */
  LocalModel ridge(double alpha, int[] kept) {
    double[][] c = centred();
    double[] b = centredMoment();
    double[] beta = new double[groups];
    double[][] inner = new double[kept.length][kept.length];
    double[] right = new double[kept.length];
    for (int i = 0; i < kept.length; i++) {
      for (int j = 0; j < kept.length; j++) {
        inner[i][j] = c[kept[i]][kept[j]];
      }
      inner[i][i] += alpha;
      right[i] = b[kept[i]];
    }
    double[] solved = solve(inner, right);
    for (int i = 0; i < kept.length; i++) {
      beta[kept[i]] = solved[i];
    }
    return model(beta, c, b);
  }

  /**
   * Chooses features one by one: each time the one with which a ridge regression explains most of
   * the variance.
   */
  int[] forward(int count, double alpha) {
    int[] chosen = new int[0];
    while (chosen.length < count) {
      int best = -1;
      double r2 = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < groups; i++) {
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
  int[] path(int count) {
    double[] b = centredMoment();
    double alpha = 0;
    for (double moment : b) {
      alpha = Math.max(alpha, Math.abs(moment) / weights);
    }
    double floor = alpha * 1e-6;
    double[] beta = new double[groups];
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

  private static double[] solve(double[][] matrix, double[] right) {
    RealMatrix a = new Array2DRowRealMatrix(matrix, false);
    RealVector b = new ArrayRealVector(right, false);
    try {
      return new CholeskyDecomposition(a, 1e-9, 1e-14).getSolver().solve(b).toArray();
    } catch (NonPositiveDefiniteMatrixException e) {
      // Too few samples to tell all features apart: the shortest solution.
      return new SingularValueDecomposition(a).getSolver().solve(b).toArray();
    }
  }

  /** Minimises Σ w·(y − β₀ − βᵀz)²/(2·Σ w) + α·Σ |β|. */
  LocalModel lasso(double alpha) {
    double[][] c = centred();
    double[] b = centredMoment();
    double[] beta = new double[groups];
    double[] left = b.clone();
    double threshold = alpha * weights;
    double scale = 0;
    for (int i = 0; i < groups; i++) {
      scale = c[i][i] > 0 ? Math.max(scale, Math.abs(b[i]) / c[i][i]) : scale;
    }
    double change = Double.POSITIVE_INFINITY;
    for (int sweep = 0; sweep < SWEEPS && change > 1e-12 * scale; sweep++) {
      change = 0;
      for (int i = 0; i < groups; i++) {
        if (c[i][i] <= 0) {
          continue;
        }
        double free = left[i] + c[i][i] * beta[i];
        double value = Math.signum(free) * Math.max(0, Math.abs(free) - threshold) / c[i][i];
        double step = value - beta[i];
        if (step != 0) {
          for (int j = 0; j < groups; j++) {
            left[j] -= c[i][j] * step;
          }
          beta[i] = value;
          change = Math.max(change, Math.abs(step));
        }
      }
    }
    return model(beta, c, b);
  }

  private double[][] centred() {
    double[][] c = new double[groups][groups];
    for (int i = 0; i < groups; i++) {
      for (int j = 0; j < groups; j++) {
        c[i][j] = gram[i][j] - mean[i] * mean[j] / weights;
      }
    }
    return c;
  }

  private double[] centredMoment() {
    double[] b = new double[groups];
    for (int i = 0; i < groups; i++) {
      b[i] = moment[i] - mean[i] * sum / weights;
    }
    return b;
  }

  private LocalModel model(double[] beta, double[][] c, double[] b) {
    double total = squares - sum * sum / weights;
    double unexplained = total;
    double intercept = origin + sum / weights;
    for (int i = 0; i < groups; i++) {
      intercept -= beta[i] * mean[i] / weights;
      double fitted = 0;
      for (int j = 0; j < groups; j++) {
        fitted += c[i][j] * beta[j];
      }
      unexplained += beta[i] * (fitted - 2 * b[i]);
    }
    double r2 = total > 0 ? 1 - Math.max(0, unexplained) / total : 1;
    return new LocalModel(beta, intercept, r2);
  }
}
