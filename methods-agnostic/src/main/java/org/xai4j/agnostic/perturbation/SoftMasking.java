package org.xai4j.agnostic.perturbation;

import java.util.Optional;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.EnginePredictor;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.tensor.Fusion;

/**
 * Scores copies of one row that lie between it and its baseline, m·x + (1 − m)·b, with a level m
 * for each cell of the row. Used by one thread.
 */
final class SoftMasking {
  /** Copies made and scored at once. */
  private static final int BATCH = 256;

  /** Elements of these copies together, at most, so that long rows take little memory. */
  private static final int ELEMENTS = 1 << 21;

  private final Predictor model;
  private final Target.Resolved target;
  private final int[] rowOf;
  private final int[] cellOf;
  private final DataType type;
  private final long[] shape;
  private final double[] base;
  private final double[] difference;
  private final double[] buffer;
  private final Optional<Function<double[][], INDArray>> there;

  /** Takes for each element the cell whose level it follows. */
  SoftMasking(Predictor model, Rows rows, int row, int[] cellOf, Target.Resolved target) {
    this.model = model;
    this.target = target;
    this.cellOf = cellOf;
    type = rows.inputs().dataType();
    shape = rows.inputs().shape().clone();
    base = NdArrays.doubles(rows.baselineOf(row));
    difference = NdArrays.doubles(rows.inputs().get(NDArrayIndex.interval(row, row + 1)));
    for (int j = 0; j < base.length; j++) {
      difference[j] -= base[j];
    }
    int batch = Math.max(1, Math.min(BATCH, ELEMENTS / Math.max(1, base.length)));
    buffer = new double[batch * base.length];
    rowOf = new int[batch];
    java.util.Arrays.fill(rowOf, row);
    there = model instanceof EnginePredictor network ? there(network, rows, row) : Optional.empty();
  }

  /** Outputs for copies that the network's device makes, if it does. */
  private Optional<Function<double[][], INDArray>> there(
      EnginePredictor network, Rows rows, int row) {
    return network
        .device()
        .flatMap(device -> device.fusion().copies())
        .map(
            maker -> {
              INDArray one = rows.inputs().get(NDArrayIndex.interval(row, row + 1));
              Fusion.MaskedCopies copies = maker.of(one, rows.baselineOf(row), cellOf);
              return levels ->
                  network.predict(shape.clone(), (from, to) -> copies.blended(levels, from, to));
            });
  }

  /** How many copies are scored at once. */
  int batch() {
    return rowOf.length;
  }

  /** Scores up to {@link #batch()} copies, each given by the levels of its cells. */
  void score(double[][] levels, int count, double[] into, int at) {
    shape[0] = count;
    int[] owners = count == rowOf.length ? rowOf : java.util.Arrays.copyOf(rowOf, count);
    Chunks.scoped(
        () -> {
          INDArray outputs =
              there
                  .map(made -> made.apply(levels))
                  .orElseGet(
                      () -> model.predict(NdArrays.array(type, copies(levels, count), shape)));
          System.arraycopy(target.scores(outputs, owners), 0, into, at, count);
        });
  }

  private double[] copies(double[][] levels, int count) {
    int width = base.length;
    for (int i = 0; i < count; i++) {
      double[] level = levels[i];
      int to = i * width;
      for (int j = 0; j < width; j++) {
        buffer[to + j] = base[j] + level[cellOf[j]] * difference[j];
      }
    }
    return count == rowOf.length ? buffer : java.util.Arrays.copyOf(buffer, count * width);
  }
}
