package org.xai4j.core.explain;

import java.util.Arrays;

/** Gaussian blur of planes, cut off at 4 standard deviations; cells outside are zero. */
public final class GaussianBlur {
  private static final double CUT = 4;

  private GaussianBlur() {}

  /**
   * Blurs planes along both axes.
   *
   * @param planes [count·h·w]
   * @param h height of a plane
   * @param w width of a plane
   * @param sigma standard deviation in cells; 0 leaves the planes as they are
   * @return new planes
   */
  public static double[] of(double[] planes, int h, int w, double sigma) {
    if (sigma == 0) {
      return planes.clone();
    }
    double[] kernel = kernel(sigma, Math.max(h, w));
    double[] rows = new double[planes.length];
    for (int line = 0; line < planes.length / w; line++) {
      line(planes, rows, line * w, 1, w, kernel);
    }
    if (h == 1) {
      return rows;
    }
    double[] result = new double[planes.length];
    for (int column = 0; column < planes.length / h; column++) {
      line(rows, result, column / w * h * w + column % w, w, h, kernel);
    }
    return result;
  }

  /** Half of the kernel, normalised as a whole; taps beyond the plane are not kept. */
  private static double[] kernel(double sigma, int size) {
    int reach = (int) (CUT * sigma + 0.5);
    double[] half = new double[reach + 1];
    double total = 0;
    for (int d = 0; d <= reach; d++) {
      half[d] = Math.exp(-0.5 * d * d / (sigma * sigma));
      total += d == 0 ? half[d] : 2 * half[d];
    }
    double[] kept = Arrays.copyOf(half, Math.min(half.length, size));
    for (int d = 0; d < kept.length; d++) {
      kept[d] /= total;
    }
    return kept;
  }

  private static void line(
      double[] from, double[] into, int start, int stride, int length, double[] kernel) {
    for (int i = 0; i < length; i++) {
      double sum = 0;
      int first = Math.max(0, i - kernel.length + 1);
      int last = Math.min(length - 1, i + kernel.length - 1);
      for (int j = first; j <= last; j++) {
        sum += from[start + j * stride] * kernel[Math.abs(i - j)];
      }
      into[start + i * stride] = sum;
    }
  }
}
