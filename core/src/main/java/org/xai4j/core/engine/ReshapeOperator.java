package org.xai4j.core.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.run.InputException;

/** Another shape for the same elements. */
final class ReshapeOperator implements Operator {
  private final Reshape layer;

  ReshapeOperator(Reshape layer) {
    this.layer = layer;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    INDArray x = Ops.plain(inputs[0]);
    long[] shape = new long[layer.shape().size()];
    long known = 1;
    int inferred = -1;
    for (int i = 0; i < shape.length; i++) {
      long wanted = layer.shape().get(i);
      shape[i] = wanted == 0 ? x.size(i) : wanted;
      if (shape[i] < 0) {
        inferred = i;
      } else {
        known *= shape[i];
      }
    }
    if (inferred >= 0) {
      shape[inferred] = x.length() / known;
      known *= shape[inferred];
    }
    InputException.check(
        known == x.length(),
        "An array of shape %s cannot be reshaped to %s.",
        java.util.Arrays.toString(x.shape()),
        layer.shape());
    return x.reshape('c', shape);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    return new INDArray[] {Ops.plain(signal).reshape('c', inputs[0].shape())};
  }
}
