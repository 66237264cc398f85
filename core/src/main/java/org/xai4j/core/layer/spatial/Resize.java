package org.xai4j.core.layer.spatial;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.run.InputException;

/**
 * Interpolates along one axis: each output cell is a weighted sum of a few input cells, y_i = Σ_j
 * w_ij·x_{s_ij}. Bilinear and bicubic interpolation are one such layer per axis.
 *
 * @param axis not the batch; from 0 on
 * @param length of the axis before
 * @param sources per output cell the input cells it reads
 * @param weights per output cell the weight of each of them
 */
public record Resize(int axis, int length, List<List<Integer>> sources, List<List<Double>> weights)
    implements CustomLayer {
  /** Copies the lists. */
  public Resize {
    sources = sources.stream().map(List::copyOf).toList();
    weights = weights.stream().map(List::copyOf).toList();
  }

  @Override
  public long[] outputShape(long[]... inputs) {
    InputException.check(
        inputs[0].length > axis && inputs[0][axis] == length,
        "A layer of type Resize does not take %s.",
        Arrays.toString(inputs[0]));
    long[] shape = inputs[0].clone();
    shape[axis] = sources.size();
    return shape;
  }

  private int[][] cells() {
    return sources.stream()
        .map(cell -> cell.stream().mapToInt(i -> i).toArray())
        .toArray(int[][]::new);
  }

  private double[][] shares() {
    return weights.stream()
        .map(cell -> cell.stream().mapToDouble(w -> w).toArray())
        .toArray(double[][]::new);
  }

  private int inner(long... shape) {
    return (int) Arrays.stream(shape, axis + 1, shape.length).reduce(1, (a, b) -> a * b);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    long[] shape = outputShape(inputs[0].shape());
    double[] in = NdArrays.doubles(inputs[0]);
    int inner = inner(shape);
    int wide = sources.size();
    double[] out = new double[in.length / length * wide];
    int[][] cells = cells();
    double[][] shares = shares();
    for (int line = 0; line < out.length / inner; line++) {
      int from = line / wide * length;
      for (int k = 0; k < cells[line % wide].length; k++) {
        int source = (from + cells[line % wide][k]) * inner;
        double weight = shares[line % wide][k];
        for (int i = 0; i < inner; i++) {
          out[line * inner + i] += weight * in[source + i];
        }
      }
    }
    return NdArrays.array(inputs[0].dataType(), out, shape);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    double[] given = NdArrays.doubles(signal);
    double[] sums = new double[(int) inputs[0].length()];
    int inner = inner(signal.shape());
    int wide = sources.size();
    int[][] cells = cells();
    double[][] shares = shares();
    for (int line = 0; line < given.length / inner; line++) {
      int from = line / wide * length;
      for (int k = 0; k < cells[line % wide].length; k++) {
        int source = (from + cells[line % wide][k]) * inner;
        double weight = shares[line % wide][k];
        for (int i = 0; i < inner; i++) {
          sums[source + i] += weight * given[line * inner + i];
        }
      }
    }
    return new INDArray[] {NdArrays.array(signal.dataType(), sums, inputs[0].shape())};
  }

  @Override
  public boolean affine() {
    return true;
  }
}
