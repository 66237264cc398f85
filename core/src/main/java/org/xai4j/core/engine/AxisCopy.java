package org.xai4j.core.engine;

import java.util.Arrays;

/**
 * Copies cells along one axis: cell i of the output is cell index[i] of the input, or a constant
 * where the index is −1. Works on Java arrays, float[] or double[], that hold several slices; the
 * cells of an axis lie one after the other in a slice.
 */
final class AxisCopy {
  /** Where runs of neighbours are shorter than this on average, a loop copies each element. */
  private static final int SHORT = 8;

  private final double constant;
  private final boolean constants;

  /** Elements of a slice of the input and of the output. */
  private final int size;

  private final int length;

  /** Runs of elements: where each goes, where it comes from, its length. */
  private final int[] to;

  private final int[] from;
  private final int[] count;

  /** Whether each run is one element. */
  private final boolean single;

  /** Whether an input cell is copied more than once. */
  private final boolean repeats;

  /**
   * A copy along an axis.
   *
   * @param index which input cell each output cell copies
   * @param constant for an index of −1
   * @param cells of the input's axis
   * @param inner elements of a cell
   */
  AxisCopy(int[] index, double constant, int cells, int inner) {
    this.constant = constant;
    size = cells * inner;
    length = index.length * inner;
    int[] copied = Arrays.stream(index).filter(i -> i >= 0).toArray();
    constants = copied.length < index.length;
    repeats = Arrays.stream(copied).distinct().count() < copied.length;
    int[] starts = starts(index);
    single = copied.length * (long) inner < (long) SHORT * starts.length;
    int runs = single ? copied.length * inner : starts.length;
    to = new int[runs];
    from = new int[runs];
    count = new int[runs];
    int r = 0;
    for (int s = 0; s < starts.length; s++) {
      int first = starts[s];
      int end = first;
      while (end < index.length && index[end] == index[first] + end - first) {
        end++;
      }
      int elements = (end - first) * inner;
      for (int i = 0; i < elements; i += single ? 1 : elements) {
        to[r] = first * inner + i;
        from[r] = index[first] * inner + i;
        count[r] = single ? 1 : elements;
        r++;
      }
    }
  }

  /** Where runs begin whose input cells follow each other as the output cells do. */
  private static int[] starts(int[] index) {
    return java.util.stream.IntStream.range(0, index.length)
        .filter(i -> index[i] >= 0 && (i == 0 || index[i] != index[i - 1] + 1 || index[i - 1] < 0))
        .toArray();
  }

  /** Whether the gradient adds signals. */
  boolean repeats() {
    return repeats;
  }

  /**
   * An output array that has its constants, which copying leaves alone.
   *
   * @param output for that many slices
   */
  void prepare(Object output) {
    if (constants && output instanceof float[] narrow) {
      Arrays.fill(narrow, (float) constant);
    } else if (constants) {
      Arrays.fill((double[]) output, constant);
    }
  }

  /**
   * Copies slices.
   *
   * @param input of as many slices
   * @param output prepared; the copied cells are overwritten
   */
  void copy(Object input, Object output, int slices) {
    move(input, size, from, output, length, to, slices);
  }

  /**
   * Copies or, where cells were copied repeatedly, adds signals back.
   *
   * @param signal of the output
   * @param sum of the input; overwritten if there are repeats, else zero where nothing was copied
   */
  void collect(Object signal, Object sum, int slices) {
    if (!repeats) {
      move(signal, length, to, sum, size, from, slices);
      return;
    }
    double[] in = (double[]) signal;
    double[] out = (double[]) sum;
    Arrays.fill(out, 0, slices * size, 0);
    for (int s = 0; s < slices; s++) {
      if (single) {
        add(in, s * length, to, out, s * size, from);
      } else {
        for (int r = 0; r < to.length; r++) {
          add(in, s * length + to[r], out, s * size + from[r], count[r]);
        }
      }
    }
  }

  private static void add(double[] in, int of, double[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      out[at + i] += in[of + i];
    }
  }

  private static void add(double[] in, int of, int[] inAt, double[] out, int at, int[] outAt) {
    for (int r = 0; r < inAt.length; r++) {
      out[at + outAt[r]] += in[of + inAt[r]];
    }
  }

  private void move(
      Object in, int inSize, int[] inAt, Object out, int outSize, int[] outAt, int slices) {
    for (int s = 0; s < slices; s++) {
      int of = s * inSize;
      int at = s * outSize;
      if (!single) {
        for (int r = 0; r < count.length; r++) {
          System.arraycopy(in, of + inAt[r], out, at + outAt[r], count[r]);
        }
      } else if (in instanceof float[] narrow) {
        pick(narrow, of, inAt, (float[]) out, at, outAt);
      } else {
        pick((double[]) in, of, inAt, (double[]) out, at, outAt);
      }
    }
  }

  private static void pick(float[] in, int of, int[] inAt, float[] out, int at, int[] outAt) {
    for (int r = 0; r < inAt.length; r++) {
      out[at + outAt[r]] = in[of + inAt[r]];
    }
  }

  private static void pick(double[] in, int of, int[] inAt, double[] out, int at, int[] outAt) {
    for (int r = 0; r < inAt.length; r++) {
      out[at + outAt[r]] = in[of + inAt[r]];
    }
  }
}
