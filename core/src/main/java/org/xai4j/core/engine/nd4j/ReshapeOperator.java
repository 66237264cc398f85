package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.layer.Reshape;

/** Another shape for the same elements. */
final class ReshapeOperator implements ArrayOperator {
  private final Reshape layer;

  ReshapeOperator(Reshape layer) {
    this.layer = layer;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    INDArray x = Ops.plain(inputs[0]);
    return x.reshape('c', OutputShape.of(layer, x.shape()));
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    return new INDArray[] {Ops.plain(signal).reshape('c', inputs[0].shape())};
  }
}
