package org.xai4j.core.engine.cuda;

import java.util.Arrays;
import org.xai4j.core.run.InputException;

/**
 * How cells of two arrays belong together: axes with the steps that they take in either, as the
 * kernels' structure {@code Axes}. Axes that lie behind each other in both are taken as one.
 */
final class Axes {
  private static final int MOST = 8;

  private final int[] length = new int[MOST];
  private final int[] first = new int[MOST];
  private final int[] second = new int[MOST];
  private int rank;

  private Axes() {}

  static Axes of(long[] lengths, long[] first, long[] second) {
    Axes axes = new Axes();
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] != 1) {
        axes.add((int) lengths[i], (int) first[i], (int) second[i]);
      }
    }
    return axes;
  }

  private void add(int size, int a, int b) {
    int last = rank - 1;
    if (rank > 0 && first[last] == a * size && second[last] == b * size) {
      length[last] *= size;
      first[last] = a;
      second[last] = b;
      return;
    }
    InputException.check(
        rank < MOST, "The engine cuda takes arrays of up to %d axes; use the engine nd4j.", MOST);
    length[rank] = size;
    first[rank] = a;
    second[rank] = b;
    rank++;
  }

  /** Row-major steps. */
  static long[] strides(long... shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= shape[i];
    }
    return strides;
  }

  /** Row-major steps under another shape's axes: 0 where this one is stretched. */
  static long[] stretched(long[] shape, long[] wide) {
    long[] own = strides(shape);
    long[] strides = new long[wide.length];
    int extra = wide.length - shape.length;
    for (int i = 0; i < shape.length; i++) {
      strides[extra + i] = shape[i] == 1 ? 0 : own[i];
    }
    return strides;
  }

  /** The shape of two together; axes of length 1 or missing ones are stretched. */
  static long[] together(long[] a, long[] b) {
    long[] shape = new long[Math.max(a.length, b.length)];
    for (int i = 1; i <= shape.length; i++) {
      long x = i <= a.length ? a[a.length - i] : 1;
      long y = i <= b.length ? b[b.length - i] : 1;
      InputException.check(
          x == y || x == 1 || y == 1,
          "Arrays of the shapes %s and %s do not fit together.",
          Arrays.toString(a),
          Arrays.toString(b));
      shape[shape.length - i] = x == 1 ? y : x;
    }
    return shape;
  }

  /** The kernels' structure. */
  int[] packed() {
    int[] ints = new int[1 + 3 * MOST];
    ints[0] = rank;
    System.arraycopy(length, 0, ints, 1, MOST);
    System.arraycopy(first, 0, ints, 1 + MOST, MOST);
    System.arraycopy(second, 0, ints, 1 + 2 * MOST, MOST);
    return ints;
  }
}
