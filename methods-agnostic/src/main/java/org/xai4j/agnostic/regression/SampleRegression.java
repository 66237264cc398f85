package org.xai4j.agnostic.regression;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Weighted penalised regression on sets for fewer observations n than groups g: the observations
 * are kept in place of the g × g products. Ridge is solved in its dual form β = Z̃ᵀu, (K + αI)u = ỹ
 * with K = Z̃Z̃ᵀ, Z̃ the rows centred by their weighted mean times √w, so that memory is n² + n·g
 * bits. Its solution is that of {@link WeightedRegression}; without a penalty, the shortest one.
 */
public final class SampleRegression implements LocalRegression {
  private final int groups;
  private final long[][] sets;
  private final double[] weight;
  private final double[] score;
  private final double total;
  private final double[] mean;
  private final double meanScore;

  /**
   * All observations.
   *
   * @param groups g
   * @param sets [n]: sets of groups as bits
   * @param weight [n]
   * @param score [n]
   */
  public SampleRegression(int groups, long[][] sets, double[] weight, double[] score) {
    this.groups = groups;
    this.sets = sets;
    this.weight = weight;
    this.score = score;
    total = Arrays.stream(weight).sum();
    mean = new double[groups];
    double sum = 0;
    for (int s = 0; s < sets.length; s++) {
      double share = weight[s] / total;
      sum += share * score[s];
      for (int i = 0; i < groups; i++) {
        mean[i] += in(s, i) ? share : 0;
      }
    }
    meanScore = sum;
  }

  private boolean in(int s, int group) {
    return (sets[s][group >>> 6] >>> group & 1) != 0;
  }

  @Override
  public int groups() {
    return groups;
  }

  @Override
  public double weights() {
    return total;
  }

  @Override
  public double[] centredMoment() {
    double[] moment = new double[groups];
    for (int s = 0; s < sets.length; s++) {
      double share = weight[s] * (score[s] - meanScore);
      for (int i = 0; i < groups; i++) {
        moment[i] += in(s, i) ? share : 0;
      }
    }
    return moment;
  }

  @Override
  public LocalModel ridge(double alpha) {
    return ridge(alpha, IntStream.range(0, groups).toArray());
  }

  @Override
  public LocalModel ridge(double alpha, int[] kept) {
    double[] beta = new double[groups];
    if (kept.length <= sets.length) {
      primal(alpha, kept, beta);
    } else {
      dual(alpha, kept, beta);
    }
    return model(beta);
  }

  /** Few groups: the products of these alone. */
  private void primal(double alpha, int[] kept, double[] beta) {
    int k = kept.length;
    double[][] gram = new double[k][k];
    double[] right = new double[k];
    for (int s = 0; s < sets.length; s++) {
      double[] centred = new double[k];
      for (int a = 0; a < k; a++) {
        centred[a] = (in(s, kept[a]) ? 1 : 0) - mean[kept[a]];
        right[a] += weight[s] * centred[a] * (score[s] - meanScore);
      }
      for (int a = 0; a < k; a++) {
        for (int b = 0; b < k; b++) {
          gram[a][b] += weight[s] * centred[a] * centred[b];
        }
      }
    }
    for (int a = 0; a < k; a++) {
      gram[a][a] += alpha;
    }
    double[] solved = LocalRegression.solve(gram, right);
    for (int a = 0; a < k; a++) {
      beta[kept[a]] = solved[a];
    }
  }

  private void dual(double alpha, int[] kept, double[] beta) {
    int n = sets.length;
    long[] mask = new long[sets[0].length];
    double square = 0;
    for (int i : kept) {
      mask[i >>> 6] |= 1L << i;
      square += mean[i] * mean[i];
    }
    double[] shared = new double[n];
    for (int s = 0; s < n; s++) {
      for (int i : kept) {
        shared[s] += in(s, i) ? mean[i] : 0;
      }
    }
    double[][] kernel = new double[n][n];
    double[] right = new double[n];
    for (int s = 0; s < n; s++) {
      for (int t = 0; t <= s; t++) {
        int both = 0;
        for (int word = 0; word < mask.length; word++) {
          both += Long.bitCount(sets[s][word] & sets[t][word] & mask[word]);
        }
        double product = both - shared[s] - shared[t] + square;
        kernel[s][t] = Math.sqrt(weight[s] * weight[t]) * product;
        kernel[t][s] = kernel[s][t];
      }
      kernel[s][s] += alpha;
      right[s] = Math.sqrt(weight[s]) * (score[s] - meanScore);
    }
    double[] solved = LocalRegression.solve(kernel, right);
    double all = 0;
    for (int s = 0; s < n; s++) {
      double share = Math.sqrt(weight[s]) * solved[s];
      all += share;
      for (int i : kept) {
        beta[i] += in(s, i) ? share : 0;
      }
    }
    for (int i : kept) {
      beta[i] -= mean[i] * all;
    }
  }

  @Override
  public LocalModel lasso(double alpha) {
    double[] beta = new double[groups];
    double[] left = new double[sets.length];
    Arrays.setAll(left, s -> score[s] - meanScore);
    double scale = 0;
    double[] moment = centredMoment();
    for (int i = 0; i < groups; i++) {
      double variance = variance(i);
      scale = variance > 0 ? Math.max(scale, Math.abs(moment[i]) / variance) : scale;
    }
    double change = Double.POSITIVE_INFINITY;
    for (int sweep = 0; sweep < WeightedRegression.SWEEPS && change > 1e-12 * scale; sweep++) {
      change = 0;
      for (int i = 0; i < groups; i++) {
        double variance = variance(i);
        if (variance > 0) {
          change = Math.max(change, Math.abs(descend(i, variance, alpha * total, beta, left)));
        }
      }
    }
    return model(beta);
  }

  /** Σ w·(z − mean)² of one group. */
  private double variance(int group) {
    return total * mean[group] * (1 - mean[group]);
  }

  /** Minimises along one coordinate. */
  private double descend(
      int group, double variance, double threshold, double[] beta, double[] left) {
    double free = variance * beta[group];
    for (int s = 0; s < left.length; s++) {
      free += in(s, group) ? weight[s] * left[s] : 0;
    }
    double value = Math.signum(free) * Math.max(0, Math.abs(free) - threshold) / variance;
    double step = value - beta[group];
    if (step != 0) {
      beta[group] = value;
      for (int s = 0; s < left.length; s++) {
        left[s] -= step * ((in(s, group) ? 1 : 0) - mean[group]);
      }
    }
    return step;
  }

  private LocalModel model(double[] beta) {
    double intercept = meanScore;
    for (int i = 0; i < groups; i++) {
      intercept -= beta[i] * mean[i];
    }
    double unexplained = 0;
    double variance = 0;
    for (int s = 0; s < sets.length; s++) {
      double fitted = intercept;
      for (int i = 0; i < groups; i++) {
        fitted += in(s, i) ? beta[i] : 0;
      }
      unexplained += weight[s] * (score[s] - fitted) * (score[s] - fitted);
      variance += weight[s] * (score[s] - meanScore) * (score[s] - meanScore);
    }
    double r2 = variance > 0 ? 1 - unexplained / variance : 1;
    return new LocalModel(beta, intercept, Math.max(0, r2));
  }
}
