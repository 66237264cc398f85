package org.xai4j.core.engine.nd4j;

import java.util.Arrays;
import java.util.List;

/**
 * Which input cells the cells of a sliding window's output see, over any number of spatial axes.
 *
 * @param cells per output cell the places of the input cells in a channel, in row-major order
 * @param kernel per output cell the place of each of them in the window
 * @param counted per output cell the places of its window inside the padded input
 */
record Taps(int[][] cells, int[][] kernel, int[] counted) {
  /**
   * Slides a window.
   *
   * @param in spatial lengths before
   * @param out spatial lengths after
   * @param window its lengths
   * @param padding begins, then ends
   */
  static Taps of(
      long[] in,
      long[] out,
      long[] window,
      List<Integer> stride,
      List<Integer> padding,
      List<Integer> dilation) {
    int axes = in.length;
    int count = (int) product(out);
    int taps = (int) product(window);
    int[][] cells = new int[count][];
    int[][] kernel = new int[count][];
    int[] counted = new int[count];
    for (int p = 0; p < count; p++) {
      int[] seen = new int[taps];
      int[] at = new int[taps];
      int found = 0;
      for (int t = 0; t < taps; t++) {
        long cell = 0;
        boolean inside = true;
        boolean padded = true;
        int restOut = p;
        int restTap = t;
        long step = 1;
        for (int axis = axes - 1; axis >= 0; axis--) {
          long position =
              restOut % out[axis] * stride.get(axis)
                  - padding.get(axis)
                  + restTap % window[axis] * dilation.get(axis);
          restOut /= (int) out[axis];
          restTap /= (int) window[axis];
          inside &= position >= 0 && position < in[axis];
          padded &= position < in[axis] + padding.get(axes + axis);
          cell += position * step;
          step *= in[axis];
        }
        counted[p] += padded ? 1 : 0;
        if (inside) {
          seen[found] = (int) cell;
          at[found++] = t;
        }
      }
      cells[p] = Arrays.copyOf(seen, found);
      kernel[p] = Arrays.copyOf(at, found);
    }
    return new Taps(cells, kernel, counted);
  }

  static long product(long... lengths) {
    return Arrays.stream(lengths).reduce(1, (a, b) -> a * b);
  }

  /** The spatial lengths of an array [n, c, …]. */
  static long[] spatial(long... shape) {
    return Arrays.copyOfRange(shape, 2, shape.length);
  }
}
