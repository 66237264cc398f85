package org.xai4j.core.layer.cells;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.run.InputException;

/**
 * Turns the first steps of each row of x [n, time, …] around, so many as the second input [n]
 * tells; those behind stay where they are. Nothing passes back to the numbers of steps.
 */
public record ReverseSteps() implements CustomLayer {
  @Override
  public long[] outputShape(long[]... inputs) {
    long[] x = inputs[0];
    InputException.check(
        x.length > 1 && inputs[1].length == 1 && inputs[1][0] == x[0],
        "A layer of type ReverseSteps does not take %s.",
        Arrays.deepToString(inputs));
    return x;
  }

  /** The same cells with the first steps of each row turned around. */
  private static INDArray turned(INDArray x, INDArray lengths) {
    long[] shape = x.shape();
    int time = (int) shape[1];
    int inner = (int) Arrays.stream(shape, 2, shape.length).reduce(1, (a, b) -> a * b);
    double[] in = NdArrays.doubles(x);
    double[] out = in.clone();
    double[] counts = NdArrays.doubles(lengths);
    for (int row = 0; row < counts.length; row++) {
      int count = (int) Math.rint(counts[row]);
      InputException.check(
          count >= 0 && count <= time,
          "The model turns %s steps of a row around that has %d.",
          counts[row],
          time);
      for (int i = 0; i < count; i++) {
        int from = (row * time + count - 1 - i) * inner;
        System.arraycopy(in, from, out, (row * time + i) * inner, inner);
      }
    }
    return NdArrays.array(x.dataType(), out, shape);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return turned(inputs[0], inputs[1]);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    double[] none = new double[(int) inputs[1].length()];
    return new INDArray[] {
      turned(signal, inputs[1]), NdArrays.array(signal.dataType(), none, inputs[1].shape())
    };
  }

  @Override
  public Passing passing() {
    return Passing.MOVES;
  }
}
