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
    if (range == 0) {
      return Double.NaN;
    }
    int rows = Math.min(window, h);
    int columns = Math.min(window, w);
    double sum = 0;
    long count = 0;
    for (int plane = 0; plane < a.length; plane += h * w) {
      for (int y = 0; y + rows <= h; y++) {
        for (int x = 0; x + columns <= w; x++) {
          sum += window(a, b, plane + y * w + x, rows, columns, w, range);
          count++;
        }
      }
    }
    return sum / count;
  }

  private static double window(
      double[] a, double[] b, int from, int rows, int columns, int w, double range) {
    double n = (double) rows * columns;
    double meanA = 0;
    double meanB = 0;
    for (int j = 0; j < rows * columns; j++) {
      int at = from + j / columns * w + j % columns;
      meanA += a[at] / n;
      meanB += b[at] / n;
    }
    double aa = 0;
    double bb = 0;
    double ab = 0;
    for (int j = 0; j < rows * columns; j++) {
      int at = from + j / columns * w + j % columns;
      aa += (a[at] - meanA) * (a[at] - meanA);
      bb += (b[at] - meanB) * (b[at] - meanB);
      ab += (a[at] - meanA) * (b[at] - meanB);
    }
    double unbiased = Math.max(1, n - 1);
    double c1 = 1e-4 * range * range;
    double c2 = 9e-4 * range * range;
    return (2 * meanA * meanB + c1)
        * (2 * ab / unbiased + c2)
        / ((meanA * meanA + meanB * meanB + c1) * ((aa + bb) / unbiased + c2));
  }
}
