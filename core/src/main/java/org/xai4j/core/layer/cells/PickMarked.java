package org.xai4j.core.layer.cells;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.run.InputException;

/**
 * Picks, in each row of the first input [n, time, …], one of the steps that the second, a mask [n,
 * time] of ones and zeros, marks: y[n, …] = x[n, p(n), …], p(n) the place of the k-th one in row n.
 * Encoder-decoder classifiers read their answer so at the last end token. Nothing passes back to
 * the mask.
 *
 * @param place k, from 0 on; negative ones count from the last marked step
 */
public record PickMarked(int place) implements CustomLayer {
  @Override
  public long[] outputShape(long[]... inputs) {
    long[] x = inputs[0];
    InputException.check(
        x.length > 2 && Arrays.equals(Arrays.copyOf(x, 2), inputs[1]),
        "A layer of type PickMarked does not take %s.",
        Arrays.deepToString(inputs));
    long[] shape = Arrays.copyOfRange(x, 1, x.length);
    shape[0] = x[0];
    return shape;
  }

  private int[] places(INDArray mask) {
    double[][] rows = NdArrays.rows(mask);
    int[] places = new int[rows.length];
    for (int row = 0; row < rows.length; row++) {
      double[] marks = rows[row];
      int[] hits =
          java.util.stream.IntStream.range(0, marks.length).filter(i -> marks[i] != 0).toArray();
      int k = place < 0 ? place + hits.length : place;
      InputException.check(
          k >= 0 && k < hits.length,
          "The model reads its answer at a token that a row lacks (such as the end token), so it has"
              + " none there; keep the token: give a baseline that has it at its place (--baseline"
              + " FILE.npy), or a method that works behind the embedding.");
      places[row] = hits[k];
    }
    return places;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    double[][] in = NdArrays.rows(inputs[0]);
    int[] places = places(inputs[1]);
    int width = in[0].length / (int) inputs[0].size(1);
    double[] out = new double[places.length * width];
    for (int row = 0; row < places.length; row++) {
      System.arraycopy(in[row], places[row] * width, out, row * width, width);
    }
    return NdArrays.array(
        inputs[0].dataType(), out, outputShape(inputs[0].shape(), inputs[1].shape()));
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    double[] given = NdArrays.doubles(signal);
    int[] places = places(inputs[1]);
    int length = (int) inputs[0].size(1);
    int width = given.length / places.length;
    double[] passed = new double[(int) inputs[0].length()];
    for (int row = 0; row < places.length; row++) {
      System.arraycopy(given, row * width, passed, (row * length + places[row]) * width, width);
    }
    return new INDArray[] {
      NdArrays.array(signal.dataType(), passed, inputs[0].shape()),
      NdArrays.array(signal.dataType(), new double[(int) inputs[1].length()], inputs[1].shape())
    };
  }

  @Override
  public Passing passing() {
    return Passing.MOVES;
  }
}
