package org.xai4j.core.explain;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
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

  /** Into how many chunks, or a multiple, an engine cuts a batch. */
  private static final int CHUNKS = 8;

  /** Copies per feature from which on the first layers run once per feature. */
  private static final int PAYS = 2;

  private final Predictor model;
  private final Target.Resolved target;
  private final int row;
  private final HostCopies copies;

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
    copies = new HostCopies(inputs, row, baseline, grouping);
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

  /**
   * The row's features.
   *
   * @return the grouping
   */
  public Grouping grouping() {
    return copies.grouping();
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
    return copies.changes();
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
    int backgrounds = copies.backgrounds();
    return scored(
        count,
        keep,
        (made, from, size) -> {
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
            return made.kept(some, from + a - skipped, from + b - skipped);
          };
        });
  }

  /** Outputs for some copies. */
  @FunctionalInterface
  private interface Outputs {
    INDArray of(long first, int count);
  }

  /** Some copies as the device makes them. */
  @FunctionalInterface
  private interface Made {
    MadeRows of(Fusion.MaskedCopies copies, long first, int count);
  }

  /** Scores copies that the device makes, or that enter behind the first layers, or inputs. */
  private double[] scored(int count, IntFunction<long[]> keep, Made there) {
    double[] scores = new double[count];
    Chunks.scoped(
        () -> {
          Optional<EnginePredictor> network =
              model instanceof EnginePredictor e ? Optional.of(e) : Optional.empty();
          Optional<Fusion.CopyMaker> maker =
              network.flatMap(EnginePredictor::device).flatMap(d -> d.fusion().copies());
          if (network.isPresent() && maker.isPresent()) {
            Fusion.MaskedCopies made =
                maker.get().of(copies.row(), copies.baseline(), copies.grouping().ids());
            batches(
                scores,
                DEVICE_BATCH,
                copies.width(),
                (from, size) ->
                    network.get().predict(copies.shape(size), there.of(made, from, size)));
            return;
          }
          boolean pays =
              copies.backgrounds() == 1 && count >= PAYS * (long) copies.grouping().count();
          Optional<GroupSums> sums =
              network.filter(n -> pays).flatMap(n -> GroupSums.of(n, copies, ELEMENTS));
          batches(
              scores,
              BATCH,
              sums.map(GroupSums::width).orElse((long) copies.width()),
              (from, size) ->
                  sums.map(s -> s.tail().predict(s.batch(keep, from, size)))
                      .orElseGet(() -> model.predict(copies.batch(keep, from, size))));
        });
    return scores;
  }

  private void batches(double[] scores, int together, long width, Outputs outputs) {
    int backgrounds = copies.backgrounds();
    long all = (long) scores.length * backgrounds;
    long most = Math.max(1, Math.min(together, ELEMENTS / Math.max(1, width)));
    // Batches of about one length, of which the engine's chunks are equal, so that threads that
    // share them end together.
    long batches = Math.max(1, (all + most - 1) / most);
    long even = (all + batches - 1) / batches;
    long batch = batches == 1 ? even : (even + CHUNKS - 1) / CHUNKS * CHUNKS;
    for (long from = 0; from < all; from += batch) {
      long first = from;
      int size = (int) Math.min(batch, all - from);
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

  /**
   * Scores the row, and the row without each of its features in turn.
   *
   * @return the score without feature g at g, that of the whole row last
   */
  public double[] withoutEach() {
    int groups = grouping().count();
    return scores(groups + 1, g -> flipped(everything(groups), g));
  }

  /**
   * Scores the baseline, and the baseline with each of the features alone.
   *
   * @return the score with feature g at g, that of the baseline last
   */
  public double[] withEach() {
    int groups = grouping().count();
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
        keep,
        (made, from, count) -> (a, b) -> made.flipped(rank, size, insert, from + a, from + b));
  }

  /** The set with one group flipped; the set itself for the number of groups. */
  private long[] flipped(long[] set, int group) {
    if (group < grouping().count()) {
      set[group >>> 6] ^= 1L << group;
    }
    return set;
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
