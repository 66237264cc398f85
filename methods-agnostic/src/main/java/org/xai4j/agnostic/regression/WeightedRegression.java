package org.xai4j.agnostic.regression;

import java.util.Arrays;
import java.util.Optional;
import org.xai4j.core.tensor.Fusion;

/**
 * Weighted penalised regression of scores y on sets of groups z ∈ {0, 1}^g, or on numbers z, with
 * an unpenalised intercept, from the sums Σ w·zzᵀ, Σ w·z, Σ w·yz only. Centred by the weighted
 * means these are C and c; ridge solves (C + αI)β = c, lasso descends along coordinates.
 */
public final class WeightedRegression implements LocalRegression {
  static final int SWEEPS = 100_000;

  private final int groups;
  private final double[][] gram;
  private final double[] mean;
  private final double[] moment;
  private final int[] members;
  private double weights;
  private double origin = Double.NaN;
  private double sum;
  private double squares;

  /**
   * A regression without observations.
   *
   * @param groups how many features
   */
  public WeightedRegression(int groups) {
    this.groups = groups;
    gram = new double[groups][groups];
    mean = new double[groups];
    moment = new double[groups];
    members = new int[groups];
  }

  /** Adds an observation of numbers in place of a set. */
  public void add(double[] terms, double weight, double score) {
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

  /** Adds observations, in one pass if the device can. */
  void add(Fusion fusion, long[][] sets, double[] weight, double[] score) {
    double[] y = new double[score.length];
    double first = Double.isNaN(origin) && score.length > 0 ? score[0] : origin;
    Arrays.setAll(y, s -> score[s] - first);
    Optional<Fusion.NormalSums> sums = fusion.normal(sets, groups, weight, y);
    if (sums.isEmpty()) {
      for (int s = 0; s < sets.length; s++) {
        add(sets[s], weight[s], score[s]);
      }
      return;
    }
    origin = first;
    double[][] more = sums.get().gram();
    for (int i = 0; i < groups; i++) {
      mean[i] += more[i][groups];
      moment[i] += sums.get().moment()[i];
      for (int j = 0; j < groups; j++) {
        gram[i][j] += more[i][j];
      }
    }
    weights += more[groups][groups];
    sum += sums.get().moment()[groups];
    for (int s = 0; s < y.length; s++) {
      squares += weight[s] * y[s] * y[s];
    }
  }

  /** Adds an observation. */
  public void add(long[] set, double weight, double score) {
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

  @Override
  public int groups() {
    return groups;
  }

  @Override
  public double weights() {
    return weights;
  }

  @Override
  public LocalModel ridge(double alpha) {
    return ridge(alpha, java.util.stream.IntStream.range(0, groups).toArray());
  }

  @Override
  public LocalModel ridge(double alpha, int[] kept) {
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
    double[] solved = LocalRegression.solve(inner, right);
    for (int i = 0; i < kept.length; i++) {
      beta[kept[i]] = solved[i];
    }
    return model(beta, c, b);
  }

  @Override
  public LocalModel lasso(double alpha) {
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

  @Override
  public double[] centredMoment() {
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
