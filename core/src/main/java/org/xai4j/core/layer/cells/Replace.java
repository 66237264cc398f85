package org.xai4j.core.layer.cells;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.run.InputException;

/**
 * Puts the cells of the second input into fixed places of each row of the first. Of two cells for
 * one place the later one counts, or they are added.
 *
 * @param cells for each cell of a row of the second input its place in a row of the first, both in
 *     row-major order
 * @param adds whether cells are added to what is there, else they replace it
 */
public record Replace(List<Integer> cells, boolean adds) implements CustomLayer {
  /** Copies the list. */
  public Replace {
    cells = List.copyOf(cells);
  }

  @Override
  public long[] outputShape(long[]... inputs) {
    InputException.check(
        row(inputs[1]) == cells.size(),
        "A layer of type Replace puts %d cells, not those of %s.",
        cells.size(),
        Arrays.toString(inputs[1]));
    return inputs[0];
  }

  private static long row(long... shape) {
    return Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    double[] out = NdArrays.doubles(inputs[0]).clone();
    double[] more = NdArrays.doubles(inputs[1]);
    int width = (int) row(inputs[0].shape());
    for (int i = 0; i < more.length; i++) {
      int at = i / cells.size() * width + cells.get(i % cells.size());
      out[at] = adds ? out[at] + more[i] : more[i];
    }
    return NdArrays.array(inputs[0].dataType(), out, inputs[0].shape());
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    double[] given = NdArrays.doubles(signal);
    double[] kept = given.clone();
    double[] taken = new double[(int) inputs[1].length()];
    int width = (int) row(inputs[0].shape());
    boolean[] put = new boolean[given.length];
    for (int i = taken.length - 1; i >= 0; i--) {
      int at = i / cells.size() * width + cells.get(i % cells.size());
      taken[i] = adds || !put[at] ? given[at] : 0;
      put[at] = true;
      kept[at] = adds ? kept[at] : 0;
    }
    return new INDArray[] {
      NdArrays.array(signal.dataType(), kept, inputs[0].shape()),
      NdArrays.array(signal.dataType(), taken, inputs[1].shape())
    };
  }

  @Override
  public boolean affine() {
    return true;
  }
}
