package org.xai4j.core.explain;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Chunks;

/**
 * Scores one row with some of its features at the baseline: what all methods and metrics that
 * remove features are made of. With a background set of several baseline rows the scores are
 * averaged over it.
 */
public final class Masking {
  /** Masked copies made and scored at once. */
  private static final int BATCH = 256;

  /** Elements of these copies together, at most, so that long rows take little memory. */
  private static final int ELEMENTS = 1 << 23;

  private final Predictor model;
  private final Target.Resolved target;
  private final int row;
  private final Grouping grouping;
  private final DataType type;
  private final long[] shape;
  private final float[] present;
  private final float[][] absent;
  private final double[] presentWide;
  private final double[][] absentWide;

  /**
   * Prepares a row.
   *
   * @param model scores batches; networks through {@link Context#predictor}
   * @param inputs the rows [m, …]
   * @param row the one to mask
   * @param baseline [b, …]: what stands for absent features
   * @param grouping the row's features
   * @param target resolved for the rows
   */
  public Masking(
      Predictor model,
      INDArray inputs,
      int row,
      INDArray baseline,
      Grouping grouping,
      Target.Resolved target) {
    this.model = model;
    this.target = target;
    this.row = row;
    this.grouping = grouping;
    this.type = inputs.dataType();
    this.shape = inputs.shape().clone();
    boolean single = type == DataType.FLOAT;
    INDArray one = slice(inputs, row);
    int rows = (int) baseline.size(0);
    present = single ? NdArrays.floats(one) : new float[0];
    presentWide = single ? new double[0] : NdArrays.doubles(one);
    absent = new float[rows][];
    absentWide = new double[rows][];
    for (int b = 0; b < rows; b++) {
      INDArray base = slice(baseline, b);
      absent[b] = single ? NdArrays.floats(base) : new float[0];
      absentWide[b] = single ? new double[0] : NdArrays.doubles(base);
    }
  }

  /**
   * Prepares a row of a chunk with its own baseline and features.
   *
   * @param model scores batches
   * @param rows the chunk
   * @param row within the chunk
   * @param target resolved for the chunk
   * @return the masking
   */
  public static Masking of(Predictor model, Rows rows, int row, Target.Resolved target) {
    return new Masking(model, rows.inputs(), row, rows.baselineOf(row), rows.grouping(row), target);
  }

  private static INDArray slice(INDArray array, int row) {
    return array.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(row, row + 1));
  }

  /**
   * The row's features.
   *
   * @return the grouping
   */
  public Grouping grouping() {
    return grouping;
  }

  /**
   * The features whose removal changes the row.
   *
   * @return per group whether one of its elements differs from a baseline row
   */
  public boolean[] changes() {
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
   * Scores masked copies.
   *
   * @param keep for each copy the groups that stay, bit g of word g / 64
   * @return the target's score of each copy, averaged over the baseline rows
   */
  public double[] scores(long[][] keep) {
    double[] scores = new double[keep.length];
    int backgrounds = absent.length;
    int copies = keep.length * backgrounds;
    int batch = Math.max(1, Math.min(BATCH, ELEMENTS / Math.max(1, grouping.ids().length)));
    for (int from = 0; from < copies; from += batch) {
      int first = from;
      int count = Math.min(batch, copies - from);
      Chunks.scoped(
          () -> {
            INDArray outputs = model.predict(batch(keep, first, count));
            int[] rowOf = new int[count];
            java.util.Arrays.fill(rowOf, row);
            double[] values = target.scores(outputs, rowOf);
            for (int i = 0; i < count; i++) {
              scores[(first + i) / backgrounds] += values[i] / backgrounds;
            }
          });
    }
    return scores;
  }

  private INDArray batch(long[][] keep, int first, int count) {
    int[] ids = grouping.ids();
    int width = ids.length;
    long[] size = shape.clone();
    size[0] = count;
    if (type != DataType.FLOAT) {
      double[] flat = new double[count * width];
      for (int i = 0; i < count; i++) {
        long[] bits = keep[(first + i) / absent.length];
        double[] base = absentWide[(first + i) % absent.length];
        for (int j = 0; j < width; j++) {
          flat[i * width + j] = kept(bits, ids[j]) ? presentWide[j] : base[j];
        }
      }
      return NdArrays.array(type, flat, size);
    }
    float[] flat = new float[count * width];
    for (int i = 0; i < count; i++) {
      long[] bits = keep[(first + i) / absent.length];
      float[] base = absent[(first + i) % absent.length];
      int to = i * width;
      for (int j = 0; j < width; j++) {
        flat[to + j] = kept(bits, ids[j]) ? present[j] : base[j];
      }
    }
    return NdArrays.array(flat, size);
  }

  private static boolean kept(long[] bits, int group) {
    return (bits[group >>> 6] >>> group & 1) != 0;
  }

  /**
   * An empty set of groups.
   *
   * @param groups how many there are
   * @return words of zeros
   */
  public static long[] nothing(int groups) {
    return new long[(groups + 63) >>> 6];
  }

  /**
   * The set of all groups.
   *
   * @param groups how many there are
   * @return words with the first bits set
   */
  public static long[] everything(int groups) {
    long[] bits = nothing(groups);
    for (int g = 0; g < groups; g++) {
      bits[g >>> 6] |= 1L << g;
    }
    return bits;
  }
}
