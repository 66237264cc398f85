package org.xai4j.core.explain;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.EnginePredictor;
import org.xai4j.core.network.MadeRows;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Fusion;

/**
 * Scores one row with some of its features at the baseline: what all methods and metrics that
 * remove features are made of. With a background set of several baseline rows the scores are
 * averaged over it.
 */
public final class Masking {
  /** Masked copies made and scored at once. */
  private static final int BATCH = 256;

  /** The same where the device makes them. */
  private static final int DEVICE_BATCH = 4096;

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

  /** The elements group by group, and where each group's begin. */
  private final int[] elements;

  private final int[] starts;

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
    starts = starts(grouping);
    elements = elements(grouping, starts);
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
   * Where the copies are scored, for sums over their sets.
   *
   * @return what the network's device does in one pass; nothing special for other predictors
   */
  public Fusion fusion() {
    return model instanceof EnginePredictor network
        ? network.device().map(Device::fusion).orElse(Fusion.COMPOSED)
        : Fusion.COMPOSED;
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
    return scores(keep.length, copy -> keep[copy]);
  }

  /**
   * Scores masked copies whose sets are made when they are needed, so that no more of them are held
   * than are scored at once.
   *
   * @param count how many copies
   * @param keep the groups that stay in each copy, bit g of word g / 64
   * @return the target's score of each copy, averaged over the baseline rows
   */
  public double[] scores(int count, IntFunction<long[]> keep) {
    return scored(
        count,
        (from, size) -> model.predict(batch(keep, from, size)),
        (copies, from, size) -> {
          int backgrounds = absent.length;
          int firstSet = (int) (from / backgrounds);
          int sets = (int) ((from + size - 1) / backgrounds) - firstSet + 1;
          long[][] kept = new long[sets][];
          Arrays.setAll(kept, set -> keep.apply(firstSet + set));
          return (a, b) -> {
            // The sets of these copies alone cross to the device.
            long first = (from + a) / backgrounds;
            long last = (from + b - 1) / backgrounds;
            long[][] some =
                Arrays.copyOfRange(kept, (int) first - firstSet, (int) last - firstSet + 1);
            long skipped = first * backgrounds;
            return copies.kept(some, from + a - skipped, from + b - skipped);
          };
        });
  }

  /** Outputs for some copies that are made here. */
  @FunctionalInterface
  private interface Outputs {
    INDArray of(long first, int count);
  }

  /** Some copies as the device makes them. */
  @FunctionalInterface
  private interface Made {
    MadeRows of(Fusion.MaskedCopies copies, long first, int count);
  }

  private double[] scored(int count, Outputs here, Made there) {
    double[] scores = new double[count];
    if (model instanceof EnginePredictor network) {
      Optional<Fusion.CopyMaker> maker = network.device().flatMap(d -> d.fusion().copies());
      if (maker.isPresent()) {
        Chunks.scoped(
            () -> {
              Fusion.MaskedCopies copies =
                  maker
                      .get()
                      .of(
                          array(new float[][] {present}, new double[][] {presentWide}),
                          array(absent, absentWide),
                          grouping.ids());
              Outputs made =
                  (from, size) -> network.predict(shape(size), there.of(copies, from, size));
              batches(scores, DEVICE_BATCH, made);
            });
        return scores;
      }
    }
    batches(scores, BATCH, here);
    return scores;
  }

  private void batches(double[] scores, int most, Outputs outputs) {
    int backgrounds = absent.length;
    long copies = (long) scores.length * backgrounds;
    int batch = Math.max(1, Math.min(most, ELEMENTS / Math.max(1, grouping.ids().length)));
    for (long from = 0; from < copies; from += batch) {
      long first = from;
      int size = (int) Math.min(batch, copies - from);
      Chunks.scoped(
          () -> {
            int[] rowOf = new int[size];
            Arrays.fill(rowOf, row);
            double[] values = target.scores(outputs.of(first, size), rowOf);
            for (int i = 0; i < size; i++) {
              scores[(int) ((first + i) / backgrounds)] += values[i] / backgrounds;
            }
          });
    }
  }

  private long[] shape(int count) {
    long[] all = shape.clone();
    all[0] = count;
    return all;
  }

  private INDArray array(float[][] single, double[][] wide) {
    boolean narrow = type == DataType.FLOAT;
    int rows = narrow ? single.length : wide.length;
    int width = elements.length;
    double[] flat = new double[rows * width];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = narrow ? single[i / width][i % width] : wide[i / width][i % width];
    }
    return NdArrays.array(type, flat, shape(rows));
  }

  /**
   * Scores the row, and the row without each of its features in turn.
   *
   * @return the score without feature g at g, that of the whole row last
   */
  public double[] withoutEach() {
    int groups = grouping.count();
    return scores(groups + 1, g -> flipped(everything(groups), g));
  }

  /**
   * Scores the baseline, and the baseline with each of the features alone.
   *
   * @return the score with feature g at g, that of the baseline last
   */
  public double[] withEach() {
    int groups = grouping.count();
    return scores(groups + 1, g -> flipped(nothing(groups), g));
  }

  /**
   * Scores nested sets: after each step one more run of features is flipped.
   *
   * @param order of the features
   * @param size features per step
   * @param insert whether the sets start empty, not full
   * @param steps how many
   * @return one more than steps: the first before any step
   */
  public double[] steps(int[] order, int size, boolean insert, int steps) {
    int[] rank = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      rank[order[i]] = i;
    }
    IntFunction<long[]> keep =
        step -> {
          long[] set = insert ? nothing(order.length) : everything(order.length);
          int end = (int) Math.min(order.length, (long) step * size);
          for (int i = 0; i < end; i++) {
            set[order[i] >>> 6] ^= 1L << order[i];
          }
          return set;
        };
    return scored(
        steps + 1,
        (from, count) -> model.predict(batch(keep, from, count)),
        (copies, from, count) -> (a, b) -> copies.flipped(rank, size, insert, from + a, from + b));
  }

  /** The set with one group flipped; the set itself for the number of groups. */
  private long[] flipped(long[] set, int group) {
    if (group < grouping.count()) {
      set[group >>> 6] ^= 1L << group;
    }
    return set;
  }

  private INDArray batch(IntFunction<long[]> keep, long first, int count) {
    int width = elements.length;
    int backgrounds = absent.length;
    boolean single = type == DataType.FLOAT;
    float[] flat = new float[single ? count * width : 0];
    double[] wide = new double[single ? 0 : count * width];
    long[] bits = nothing(grouping.count());
    for (int i = 0; i < count; i++) {
      int background = (int) ((first + i) % backgrounds);
      if (i == 0 || background == 0) {
        bits = keep.apply((int) ((first + i) / backgrounds));
      }
      int to = i * width;
      // The larger part is copied at once, the groups of the smaller one then come over it.
      boolean most = 2 * size(bits) >= grouping.count();
      if (single) {
        float[] base = absent[background];
        System.arraycopy(most ? present : base, 0, flat, to, width);
        float[] rest = most ? base : present;
        for (int g = next(bits, 0, !most); g < grouping.count(); g = next(bits, g + 1, !most)) {
          for (int e = starts[g]; e < starts[g + 1]; e++) {
            flat[to + elements[e]] = rest[elements[e]];
          }
        }
      } else {
        double[] base = absentWide[background];
        System.arraycopy(most ? presentWide : base, 0, wide, to, width);
        double[] rest = most ? base : presentWide;
        for (int g = next(bits, 0, !most); g < grouping.count(); g = next(bits, g + 1, !most)) {
          for (int e = starts[g]; e < starts[g + 1]; e++) {
            wide[to + elements[e]] = rest[elements[e]];
          }
        }
      }
    }
    return single ? NdArrays.array(flat, shape(count)) : NdArrays.array(type, wide, shape(count));
  }

  private static int size(long... bits) {
    int size = 0;
    for (long word : bits) {
      size += Long.bitCount(word);
    }
    return size;
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
    Arrays.fill(bits, -1L);
    if ((groups & 63) != 0) {
      bits[bits.length - 1] = (1L << groups) - 1;
    }
    return bits;
  }
}
