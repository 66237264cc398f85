package org.xai4j.evaluation.faithfulness;

import java.util.Arrays;
import org.xai4j.core.run.SplitRandom;

/**
 * Noisy linear imputation of removed pixels (Rong et al. 2022): each is the weighted mean of its
 * eight neighbours, direct ones weighing twice as much as diagonal ones, those outside the picture
 * left out. Known neighbours are constants, removed ones unknowns of one sparse, symmetric,
 * positive definite system, which is solved by conjugate gradients without ever storing it. Noise
 * is added to the solution, so that a model cannot tell removed pixels by their smoothness.
 */
final class NoisyLinearImputation {
  private static final double DIRECT = 1 / 6.0;
  private static final double DIAGONAL = 1 / 12.0;
  private static final double TOLERANCE = 1e-10;

  private final int height;
  private final int width;

  /** For planes of this size. */
  NoisyLinearImputation(int height, int width) {
    this.height = height;
    this.width = width;
  }

  /**
   * Imputes the removed elements of one input.
   *
   * @param input planes of height × width, modified
   * @param removed which elements
   * @param stdev of the noise
   * @param random of the noise
   */
  void impute(double[] input, boolean[] removed, double stdev, SplitRandom random) {
    int area = height * width;
    for (int from = 0; from < input.length; from += area) {
      boolean[] unknown = Arrays.copyOfRange(removed, from, from + area);
      double[] plane = Arrays.copyOfRange(input, from, from + area);
      solve(plane, unknown);
      for (int j = 0; j < area; j++) {
        if (unknown[j]) {
          input[from + j] = plane[j] + stdev * random.nextGaussian();
        }
      }
    }
  }

  /** Conjugate gradients from zero; a plane without known pixels becomes zero. */
  private void solve(double[] plane, boolean[] unknown) {
    int n = plane.length;
    double[] known = new double[n];
    double[] x = new double[n];
    boolean any = false;
    for (int j = 0; j < n; j++) {
      known[j] = unknown[j] ? 0 : plane[j];
      any |= !unknown[j];
    }
    if (!any) {
      Arrays.fill(plane, 0);
      return;
    }
    double[] residual = new double[n];
    for (int j = 0; j < n; j++) {
      residual[j] = unknown[j] ? neighbours(known, j) : 0;
    }
    double[] direction = residual.clone();
    double[] image = new double[n];
    double error = dot(residual, residual);
    double enough = error * TOLERANCE * TOLERANCE;
    for (int step = 0; step < 10 * n && error > enough; step++) {
      for (int j = 0; j < n; j++) {
        image[j] = unknown[j] ? weight(j) * direction[j] - neighbours(direction, j) : 0;
      }
      double length = error / dot(direction, image);
      for (int j = 0; j < n; j++) {
        x[j] += length * direction[j];
        residual[j] -= length * image[j];
      }
      double next = dot(residual, residual);
      double share = next / error;
      for (int j = 0; j < n; j++) {
        direction[j] = residual[j] + share * direction[j];
      }
      error = next;
    }
    for (int j = 0; j < n; j++) {
      plane[j] = unknown[j] ? x[j] : plane[j];
    }
  }

  /** The weighted sum of the neighbours; elements that do not count are zero in the values. */
  private double neighbours(double[] values, int j) {
    double sum = 0;
    int y = Math.floorDiv(j, width);
    int x = j % width;
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        if ((dy != 0 || dx != 0) && inside(y + dy, x + dx)) {
          sum += (dy == 0 || dx == 0 ? DIRECT : DIAGONAL) * values[j + dy * width + dx];
        }
      }
    }
    return sum;
  }

  /** The weights of the neighbours inside the picture. */
  private double weight(int j) {
    int y = Math.floorDiv(j, width);
    int x = j % width;
    double sum = 0;
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        if ((dy != 0 || dx != 0) && inside(y + dy, x + dx)) {
          sum += dy == 0 || dx == 0 ? DIRECT : DIAGONAL;
        }
      }
    }
    return sum;
  }

  private boolean inside(int y, int x) {
    return y >= 0 && y < height && x >= 0 && x < width;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
