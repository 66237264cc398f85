package org.xai4j.core.explain;

import java.nio.FloatBuffer;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;

/** Copies of a row in which some of its features are at the baseline, made by the processor. */
final class HostCopies {
  /** Elements that one thread copies faster than two share them. */
  private static final int SHARED = 1 << 18;

  private final Grouping grouping;
  private final DataType type;
  private final long[] shape;
  private final float[] present;
  private final float[][] absent;
  private final double[] presentWide;
  private final double[][] absentWide;

  /** The elements group by group, and where each group's begin. */
  private final int[] elements;

  private final int[] starts;

  HostCopies(INDArray inputs, int row, INDArray baseline, Grouping grouping) {
    this.grouping = grouping;
    type = inputs.dataType();
    shape = inputs.shape().clone();
    boolean single = type == DataType.FLOAT;
    INDArray one = slice(inputs, row);
    present = single ? NdArrays.floats(one) : new float[0];
    presentWide = single ? new double[0] : NdArrays.doubles(one);
    starts = starts(grouping);
    elements = elements(grouping, starts);
    int rows = (int) baseline.size(0);
    absent = new float[rows][];
    absentWide = new double[rows][];
    for (int b = 0; b < rows; b++) {
      INDArray base = slice(baseline, b);
      absent[b] = single ? NdArrays.floats(base) : new float[0];
      absentWide[b] = single ? new double[0] : NdArrays.doubles(base);
    }
  }

  private static int[] starts(Grouping grouping) {
    int[] starts = new int[grouping.count() + 1];
    for (int g : grouping.ids()) {
      starts[g + 1]++;
    }
    for (int g = 0; g < grouping.count(); g++) {
      starts[g + 1] += starts[g];
    }
    return starts;
  }

  private static int[] elements(Grouping grouping, int[] starts) {
    int[] next = starts.clone();
    int[] ids = grouping.ids();
    int[] elements = new int[ids.length];
    for (int j = 0; j < ids.length; j++) {
      elements[next[ids[j]]++] = j;
    }
    return elements;
  }

  private static INDArray slice(INDArray array, int row) {
    return array.get(NDArrayIndex.interval(row, row + 1));
  }

  /** The row's features. */
  Grouping grouping() {
    return grouping;
  }

  /** Rows of the baseline. */
  int backgrounds() {
    return absent.length;
  }

  /** The shape of some copies. */
  long[] shape(int count) {
    long[] all = shape.clone();
    all[0] = count;
    return all;
  }

  /** The row itself [1, …]. */
  INDArray row() {
    return batch(k -> Masking.everything(grouping.count()), 0, 1);
  }

  /** What stands for absent features [b, …]. */
  INDArray baseline() {
    return batch(k -> Masking.nothing(grouping.count()), 0, absent.length);
  }

  /** Elements of a copy. */
  int width() {
    return elements.length;
  }

  /** Per group whether one of its elements differs from a baseline row. */
  boolean[] changes() {
    int[] ids = grouping.ids();
    boolean[] changes = new boolean[grouping.count()];
    for (int b = 0; b < absent.length; b++) {
      for (int j = 0; j < ids.length; j++) {
        changes[ids[j]] |=
            type == DataType.FLOAT
                ? present[j] != absent[b][j]
                : presentWide[j] != absentWide[b][j];
      }
    }
    return changes;
  }

  /**
   * Makes copies: those of a set, one for each row of the baseline, follow each other.
   *
   * @param keep the groups that stay in each set, bit g of word g / 64; called by several threads
   * @param first number of the first copy
   * @param count how many
   * @return [count, …]
   */
  INDArray batch(IntFunction<long[]> keep, long first, int count) {
    long[] all = shape(count);
    int width = elements.length;
    if (type != DataType.FLOAT) {
      double[] wide = new double[count * width];
      each(keep, first, 0, count, (i, bits) -> fill(wide, i * width, bits, background(first + i)));
      return NdArrays.array(type, wide, all);
    }
    INDArray copies = Nd4j.createUninitialized(type, all, 'c');
    FloatBuffer memory = NdArrays.memory(copies);
    Execution standard = Execution.standard();
    int pieces = (long) count * width < SHARED ? 1 : Math.min(standard.threads(), count);
    Chunks.run(
        count,
        new Execution((count + pieces - 1) / pieces, standard.threads()),
        (from, to) -> {
          float[] copy = new float[width];
          each(
              keep,
              first,
              (int) from,
              (int) to,
              (i, bits) -> {
                fill(copy, bits, background(first + i));
                memory.put(i * width, copy);
              });
        });
    NdArrays.touched(copies);
    return copies;
  }

  /** Takes a copy's number in the batch and its set. */
  private interface Copy {
    void make(int i, long[] bits);
  }

  private void each(IntFunction<long[]> keep, long first, int from, int to, Copy copy) {
    long[] bits = new long[0];
    for (int i = from; i < to; i++) {
      if (i == from || background(first + i) == 0) {
        bits = keep.apply((int) ((first + i) / absent.length));
      }
      copy.make(i, bits);
    }
  }

  private int background(long copy) {
    return (int) (copy % absent.length);
  }

  // The larger part is copied at once, the groups of the smaller one then come over it.

  private void fill(float[] copy, long[] bits, int background) {
    boolean most = most(bits);
    System.arraycopy(most ? present : absent[background], 0, copy, 0, copy.length);
    float[] rest = most ? absent[background] : present;
    for (int g = next(bits, 0, !most); g < grouping.count(); g = next(bits, g + 1, !most)) {
      for (int e = starts[g]; e < starts[g + 1]; e++) {
        copy[elements[e]] = rest[elements[e]];
      }
    }
  }

  private void fill(double[] copies, int to, long[] bits, int background) {
    boolean most = most(bits);
    int width = elements.length;
    System.arraycopy(most ? presentWide : absentWide[background], 0, copies, to, width);
    double[] rest = most ? absentWide[background] : presentWide;
    for (int g = next(bits, 0, !most); g < grouping.count(); g = next(bits, g + 1, !most)) {
      for (int e = starts[g]; e < starts[g + 1]; e++) {
        copies[to + elements[e]] = rest[elements[e]];
      }
    }
  }

  private boolean most(long... bits) {
    int size = 0;
    for (long word : bits) {
      size += Long.bitCount(word);
    }
    return 2 * size >= grouping.count();
  }

  /**
   * The first group from one on that is in the set, or that is not; beyond all if there is none.
   */
  private static int next(long[] bits, int from, boolean in) {
    for (int word = from >>> 6; word < bits.length; word++) {
      long open = in ? bits[word] : ~bits[word];
      open &= word == from >>> 6 ? -1L << from : -1L;
      if (open != 0) {
        return (word << 6) + Long.numberOfTrailingZeros(open);
      }
    }
    return Integer.MAX_VALUE;
  }
}
