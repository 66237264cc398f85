package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Dense;

/** y = x·W + b on the last axis; gradient s·Wᵀ. */
final class ArrayDenseOperator implements ArrayOperator {
  private final INDArray weights;
  private final INDArray bias;

  ArrayDenseOperator(Dense layer) {
    weights = Ops.plain(layer.weights());
    bias = Ops.plain(layer.bias());
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    INDArray x = Ops.plain(inputs[0]);
    long in = weights.size(0);
    if (x.rank() == 2) {
      return Ops.affine(x, weights, bias);
    }
    INDArray y = Ops.affine(x.reshape('c', x.length() / in, in), weights, bias);
    return y.reshape('c', withLast(x.shape(), weights.size(1)));
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    INDArray s = Ops.plain(signal);
    long out = weights.size(1);
    long rows = s.length() / out;
    INDArray g = Ops.product(s.reshape('c', rows, out), false, weights, true);
    return new INDArray[] {g.reshape('c', inputs[0].shape())};
  }

  private static long[] withLast(long[] shape, long last) {
    long[] copy = shape.clone();
    copy[copy.length - 1] = last;
    return copy;
  }
}
