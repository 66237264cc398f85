package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.BatchNormalization;

/** The affine map that batch normalisation is at inference. */
final class ArrayBatchNormalizationOperator implements ArrayOperator {
  private final int axis;
  private final INDArray scale;
  private final INDArray shift;

  ArrayBatchNormalizationOperator(BatchNormalization layer) {
    axis = layer.axis();
    scale = Ops.plain(layer.scale());
    shift = Ops.plain(layer.shift());
  }

  private INDArray along(INDArray channel, INDArray x) {
    long[] shape = new long[x.rank()];
    java.util.Arrays.fill(shape, 1);
    shape[axis < 0 ? axis + x.rank() : axis] = channel.length();
    return channel.reshape('c', shape);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    INDArray x = inputs[0];
    return x.mul(along(scale, x)).addi(along(shift, x));
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    return new INDArray[] {signal.mul(along(scale, signal))};
  }
}
