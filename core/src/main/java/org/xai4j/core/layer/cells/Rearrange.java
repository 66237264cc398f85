package org.xai4j.core.layer.cells;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.run.InputException;

/**
 * Fixed cells of each row in a new order.
 *
 * @param cells for each cell of a row of the output its place in a row of the input, both in
 *     row-major order
 * @param shape of a row of the output, without the batch axis
 */
public record Rearrange(List<Integer> cells, List<Long> shape) implements CustomLayer {
  /** Copies the lists. */
  public Rearrange {
    cells = List.copyOf(cells);
    shape = List.copyOf(shape);
  }

  @Override
  public long[] outputShape(long[]... inputs) {
    long width = Arrays.stream(inputs[0]).skip(1).reduce(1, (a, b) -> a * b);
    InputException.check(
        cells.stream().allMatch(c -> c < width),
        "A layer of type Rearrange does not take %s.",
        Arrays.toString(inputs[0]));
    long[] wide = new long[shape.size() + 1];
    wide[0] = inputs[0][0];
    Arrays.setAll(wide, i -> i == 0 ? inputs[0][0] : shape.get(i - 1));
    return wide;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    double[] in = NdArrays.doubles(inputs[0]);
    int rows = (int) inputs[0].size(0);
    int width = in.length / rows;
    double[] out = new double[rows * cells.size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = in[i / cells.size() * width + cells.get(i % cells.size())];
    }
    return NdArrays.array(inputs[0].dataType(), out, outputShape(inputs[0].shape()));
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    double[] given = NdArrays.doubles(signal);
    double[] sums = new double[(int) inputs[0].length()];
    int width = sums.length / (int) inputs[0].size(0);
    for (int i = 0; i < given.length; i++) {
      sums[i / cells.size() * width + cells.get(i % cells.size())] += given[i];
    }
    return new INDArray[] {NdArrays.array(signal.dataType(), sums, inputs[0].shape())};
  }

  @Override
  public boolean affine() {
    return true;
  }

  @Override
  public Passing passing() {
    return Passing.MOVES;
  }
}
