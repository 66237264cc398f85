package org.xai4j.core.layer.cells;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;

/**
 * The product along an axis, which stays with length 1.
 *
 * @param axis not the batch; from 0 on
 */
public record Product(int axis) implements CustomLayer {
  @Override
  public long[] outputShape(long[]... inputs) {
    long[] shape = inputs[0].clone();
    shape[axis] = 1;
    return shape;
  }

  private int inner(INDArray x) {
    return (int) Arrays.stream(x.shape()).skip(axis + 1).reduce(1, (a, b) -> a * b);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    double[] in = NdArrays.doubles(inputs[0]);
    int inner = inner(inputs[0]);
    int length = (int) inputs[0].size(axis);
    double[] out = new double[in.length / length];
    Arrays.fill(out, 1);
    for (int i = 0; i < in.length; i++) {
      out[i / (inner * length) * inner + i % inner] *= in[i];
    }
    return NdArrays.array(inputs[0].dataType(), out, outputShape(inputs[0].shape()));
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    double[] in = NdArrays.doubles(inputs[0]);
    double[] given = NdArrays.doubles(signal);
    int inner = inner(inputs[0]);
    int length = (int) inputs[0].size(axis);
    double[] passed = new double[in.length];
    for (int i = 0; i < in.length; i++) {
      int start = i / (inner * length) * inner * length + i % inner;
      double others = 1;
      for (int k = 0; k < length; k++) {
        int other = start + k * inner;
        others *= other == i ? 1 : in[other];
      }
      passed[i] = given[i / (inner * length) * inner + i % inner] * others;
    }
    return new INDArray[] {NdArrays.array(signal.dataType(), passed, inputs[0].shape())};
  }
}
