package org.xai4j.gradient;

/** Bilinear resizing with cells' centres at half-integers, as image libraries do. */
final class Bilinear {
  private Bilinear() {}

  /**
   * Resizes a plane.
   *
   * @param plane [h·w]
   * @param h its height
   * @param w its width
   * @param rows of the result
   * @param columns of the result
   * @return [rows·columns]
   */
  static double[] enlarge(double[] plane, int h, int w, int rows, int columns) {
    double[] result = new double[rows * columns];
    for (int r = 0; r < rows; r++) {
      double y = place(r, h, rows);
      int top = (int) y;
      int bottom = Math.min(top + 1, h - 1);
      for (int c = 0; c < columns; c++) {
        double x = place(c, w, columns);
        int left = (int) x;
        int right = Math.min(left + 1, w - 1);
        double upper = mix(plane[top * w + left], plane[top * w + right], x - left);
        double lower = mix(plane[bottom * w + left], plane[bottom * w + right], x - left);
        result[r * columns + c] = mix(upper, lower, y - top);
      }
    }
    return result;
  }

  private static double place(int index, int from, int to) {
    return Math.max(0, (index + 0.5) * from / to - 0.5);
  }

  private static double mix(double a, double b, double share) {
    return a + share * (b - a);
  }
}
