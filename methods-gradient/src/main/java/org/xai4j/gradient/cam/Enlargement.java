package org.xai4j.gradient.cam;

import org.nd4j.linalg.api.ndarray.INDArray;

/** How a map of a layer's resolution gets the input's. */
public enum Enlargement {
  /** Linear in both directions, with cells' centres at half-integers, as image libraries do. */
  BILINEAR,
  /** The value of the cell ⌊i·h/H⌋, ⌊j·w/W⌋. */
  NEAREST;

  /**
   * The sides of maps.
   *
   * @param values [n, c, h, w] or [n, c, w]
   * @return height and width, or 1 and width
   */
  public static int[] sides(INDArray values) {
    return values.rank() == 3
        ? new int[] {1, (int) values.size(2)}
        : new int[] {(int) values.size(2), (int) values.size(3)};
  }

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
  double[] resize(double[] plane, int h, int w, int rows, int columns) {
    return this == NEAREST
        ? nearest(plane, h, w, rows, columns)
        : bilinear(plane, h, w, rows, columns);
  }

  private static double[] nearest(double[] plane, int h, int w, int rows, int columns) {
    double[] result = new double[rows * columns];
    for (int i = 0; i < result.length; i++) {
      result[i] = plane[i / columns * h / rows * w + i % columns * w / columns];
    }
    return result;
  }

  /** Rows are widened first, then mixed in pairs. */
  private static double[] bilinear(double[] plane, int h, int w, int rows, int columns) {
    double[] wide = new double[h * columns];
    for (int c = 0; c < columns; c++) {
      double x = place(c, w, columns);
      int left = (int) x;
      int right = Math.min(left + 1, w - 1);
      for (int r = 0; r < h; r++) {
        wide[r * columns + c] = mix(plane[r * w + left], plane[r * w + right], x - left);
      }
    }
    double[] result = new double[rows * columns];
    for (int r = 0; r < rows; r++) {
      double y = place(r, h, rows);
      int top = (int) y;
      int upper = top * columns;
      int lower = Math.min(top + 1, h - 1) * columns;
      for (int c = 0; c < columns; c++) {
        result[r * columns + c] = mix(wide[upper + c], wide[lower + c], y - top);
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
