package org.xai4j.evaluation.similarity;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.stream.DoubleStream;

/**
 * Structural similarity (Wang et al. 2004, doi:10.1109/TIP.2003.819861) with square uniform windows
 * of 7 elements a side: per window (2μ_aμ_b + C₁)(2σ_ab + C₂)/((μ_a² + μ_b² + C₁)(σ_a² + σ_b² +
 * C₂)) with unbiased variances, C₁ = (0.01·L)², C₂ = (0.03·L)², L the range of both; the mean over
 * all windows that lie inside, and over the channels. Vectors have windows of one axis.
 */
public final class Ssim {
  private static final int WINDOW = 7;

  private Ssim() {}

  /**
   * The structural similarity of two arrays.
   *
   * @param a elements in row-major order
   * @param b of the same length
   * @param shape the last two axes are the picture, axes before them channels; one axis is a vector
   * @return at most 1; NaN if both are constant and equal
   */
  public static double of(double[] a, double[] b, long[] shape) {
    int w = (int) shape[shape.length - 1];
    int h = shape.length == 1 ? 1 : (int) shape[shape.length - 2];
    return of(a, b, h, w, WINDOW);
  }

  /** With another window. */
  static double of(double[] a, double[] b, int h, int w, int window) {
    DoubleSummaryStatistics both =
        DoubleStream.concat(Arrays.stream(a), Arrays.stream(b)).summaryStatistics();
    double range = both.getMax() - both.getMin();
    // Far from the middle of the values, differences of squares would lose digits.
    double middle = (both.getMax() + both.getMin()) / 2;
    if (range == 0) {
      return Double.NaN;
    }
    int rows = Math.min(window, h);
    int columns = Math.min(window, w);
    double sum = 0;
    long count = 0;
    for (int plane = 0; plane < a.length; plane += h * w) {
      double[] columnsOfA = new double[w];
      double[] columnsOfB = new double[w];
      double[] columnsOfAa = new double[w];
      double[] columnsOfBb = new double[w];
      double[] columnsOfAb = new double[w];
      for (int y = 0; y + rows <= h; y++) {
        // Sums down the columns of this row of windows, then across.
        for (int x = 0; x < w; x++) {
          double sa = 0;
          double sb = 0;
          double aa = 0;
          double bb = 0;
          double ab = 0;
          for (int at = plane + y * w + x; at < plane + (y + rows) * w; at += w) {
            double p = a[at] - middle;
            double q = b[at] - middle;
            sa += p;
            sb += q;
            aa += p * p;
            bb += q * q;
            ab += p * q;
          }
          columnsOfA[x] = sa;
          columnsOfB[x] = sb;
          columnsOfAa[x] = aa;
          columnsOfBb[x] = bb;
          columnsOfAb[x] = ab;
        }
        for (int x = 0; x + columns <= w; x++) {
          double n = (double) rows * columns;
          double meanA = across(columnsOfA, x, columns) / n;
          double meanB = across(columnsOfB, x, columns) / n;
          double aa = across(columnsOfAa, x, columns) - n * meanA * meanA;
          double bb = across(columnsOfBb, x, columns) - n * meanB * meanB;
          double ab = across(columnsOfAb, x, columns) - n * meanA * meanB;
          double unbiased = Math.max(1, n - 1);
          sum += alike(meanA + middle, meanB + middle, (aa + bb) / unbiased, ab / unbiased, range);
          count++;
        }
      }
    }
    return sum / count;
  }

  private static double across(double[] columns, int from, int count) {
    double sum = 0;
    for (int x = from; x < from + count; x++) {
      sum += columns[x];
    }
    return sum;
  }

  /** The similarity of two windows from their means, the sum of their variances, and covariance. */
  private static double alike(
      double meanA, double meanB, double variances, double covariance, double range) {
    double c1 = 1e-4 * range * range;
    double c2 = 9e-4 * range * range;
    return (2 * meanA * meanB + c1)
        * (2 * covariance + c2)
        / ((meanA * meanA + meanB * meanB + c1) * (variances + c2));
  }
}
