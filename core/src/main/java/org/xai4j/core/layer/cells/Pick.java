package org.xai4j.core.layer.cells;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.run.InputException;

/**
 * Picks cells along an axis at computed places, each row at its own: y[n, …, j, …] = x[n, …, p[n,
 * j], …], where the axes behind the picked one come along whole. Nothing passes back to the places.
 *
 * @param axis of the first input, along which the second tells places; from 1 on. The axes in front
 *     of it are those of the second input too; negative places count from the end
 */
public record Pick(int axis) implements CustomLayer {
  @Override
  public long[] outputShape(long[]... inputs) {
    long[] x = inputs[0];
    long[] places = inputs[1];
    InputException.check(
        places.length >= axis
            && x.length > axis
            && Arrays.equals(Arrays.copyOf(x, axis), Arrays.copyOf(places, axis)),
        "A layer of type Pick does not take %s.",
        Arrays.deepToString(inputs));
    long[] shape = Arrays.copyOf(places, places.length + x.length - axis - 1);
    System.arraycopy(x, axis + 1, shape, places.length, x.length - axis - 1);
    return shape;
  }

  /** Where each run of whole cells of the output begins in the input. */
  private int[] starts(INDArray x, INDArray places) {
    long[] shape = x.shape();
    int length = (int) shape[axis];
    int inner = inner(shape);
    int outer = (int) Arrays.stream(shape, 0, axis).reduce(1, (a, b) -> a * b);
    double[] at = NdArrays.doubles(places);
    int count = at.length / outer;
    int[] starts = new int[at.length];
    for (int i = 0; i < at.length; i++) {
      int near = (int) Math.rint(at[i]);
      int place = near < 0 ? near + length : near;
      InputException.check(
          place >= 0 && place < length,
          "The model picks place %s of an axis of %d.",
          at[i],
          length);
      starts[i] = (i / count * length + place) * inner;
    }
    return starts;
  }

  private int inner(long... shape) {
    return (int) Arrays.stream(shape, axis + 1, shape.length).reduce(1, (a, b) -> a * b);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    int inner = inner(inputs[0].shape());
    double[] in = NdArrays.doubles(inputs[0]);
    int[] starts = starts(inputs[0], inputs[1]);
    double[] out = new double[starts.length * inner];
    for (int i = 0; i < starts.length; i++) {
      System.arraycopy(in, starts[i], out, i * inner, inner);
    }
    return NdArrays.array(
        inputs[0].dataType(), out, outputShape(inputs[0].shape(), inputs[1].shape()));
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    int inner = inner(inputs[0].shape());
    double[] given = NdArrays.doubles(signal);
    double[] sums = new double[(int) inputs[0].length()];
    int[] starts = starts(inputs[0], inputs[1]);
    for (int i = 0; i < starts.length; i++) {
      for (int j = 0; j < inner; j++) {
        sums[starts[i] + j] += given[i * inner + j];
      }
    }
    return new INDArray[] {
      NdArrays.array(signal.dataType(), sums, inputs[0].shape()),
      NdArrays.array(signal.dataType(), new double[(int) inputs[1].length()], inputs[1].shape())
    };
  }

  @Override
  public Passing passing() {
    return Passing.MOVES;
  }
}
