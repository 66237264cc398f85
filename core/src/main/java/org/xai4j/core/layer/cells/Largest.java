package org.xai4j.core.layer.cells;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;

/**
 * The largest or smallest numbers along an axis, in order; of equal ones the first.
 *
 * @param axis not the batch; from 0 on
 * @param count how many
 * @param smallest whether the smallest are taken
 * @param places whether the output is where they stand instead of what they are: it is constant
 *     nearly everywhere, so that nothing passes back through it
 * @param lastFirst whether of equal numbers the last counts first
 */
public record Largest(int axis, int count, boolean smallest, boolean places, boolean lastFirst)
    implements CustomLayer {
  @Override
  public long[] outputShape(long[]... inputs) {
    long[] shape = inputs[0].clone();
    shape[axis] = Math.min(count, shape[axis]);
    return shape;
  }

  /** What is done with a number taken. */
  private interface Visit {
    void cell(int output, int input, int place);
  }

  private void each(INDArray x, Visit visit) {
    long[] shape = x.shape();
    double[] in = NdArrays.doubles(x);
    int length = (int) shape[axis];
    int taken = Math.min(count, length);
    int inner = (int) Arrays.stream(shape, axis + 1, shape.length).reduce(1, (a, b) -> a * b);
    for (int line = 0; line < in.length / length; line++) {
      int start = line / inner * length * inner + line % inner;
      Comparator<Integer> order = Comparator.comparingDouble(t -> in[start + t * inner]);
      Comparator<Integer> sorted = smallest ? order : order.reversed();
      int[] best =
          IntStream.range(0, length)
              .map(t -> lastFirst ? length - 1 - t : t)
              .boxed()
              .sorted(sorted)
              .mapToInt(t -> t)
              .limit(taken)
              .toArray();
      for (int j = 0; j < taken; j++) {
        int output = (line / inner * taken + j) * inner + line % inner;
        visit.cell(output, start + best[j] * inner, best[j]);
      }
    }
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    double[] in = NdArrays.doubles(inputs[0]);
    long[] shape = outputShape(inputs[0].shape());
    double[] out = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    each(inputs[0], (output, input, place) -> out[output] = places ? place : in[input]);
    return NdArrays.array(inputs[0].dataType(), out, shape);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    double[] given = NdArrays.doubles(signal);
    double[] sums = new double[(int) inputs[0].length()];
    if (!places) {
      each(inputs[0], (cell, input, place) -> sums[input] += given[cell]);
    }
    return new INDArray[] {NdArrays.array(signal.dataType(), sums, inputs[0].shape())};
  }

  @Override
  public Passing passing() {
    return Passing.MOVES;
  }
}
