package org.xai4j.core.layer.cells;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;

/**
 * Sums along an axis: y_t = Σ_{s ≤ t} x_s.
 *
 * @param axis not the batch; from 0 on
 * @param exclusive whether x_t itself is left out
 * @param reverse whether the sums run from the end
 */
public record CumulativeSum(int axis, boolean exclusive, boolean reverse) implements CustomLayer {
  @Override
  public long[] outputShape(long[]... inputs) {
    return inputs[0];
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return summed(inputs[0], reverse);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    return new INDArray[] {summed(signal, !reverse)};
  }

  private INDArray summed(INDArray x, boolean backward) {
    long[] shape = x.shape();
    int length = (int) shape[axis];
    int inner = (int) Arrays.stream(shape, axis + 1, shape.length).reduce(1, (a, b) -> a * b);
    double[] in = NdArrays.doubles(x);
    double[] out = new double[in.length];
    for (int start = 0; start < in.length; start += inner * length) {
      for (int i = 0; i < inner; i++) {
        double sum = 0;
        for (int t = 0; t < length; t++) {
          int at = start + (backward ? length - 1 - t : t) * inner + i;
          out[at] = exclusive ? sum : sum + in[at];
          sum += in[at];
        }
      }
    }
    return NdArrays.array(x.dataType(), out, shape);
  }

  @Override
  public boolean affine() {
    return true;
  }
}
