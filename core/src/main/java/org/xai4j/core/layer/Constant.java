package org.xai4j.core.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A fixed array that takes part in an {@link Elementwise} or {@link MatMul} operation; a node
 * without inputs.
 *
 * @param value any shape that broadcasts against the batch
 */
public record Constant(INDArray value) implements Layer {
  @Override
  public Family family() {
    return Family.CONSTANT;
  }
}
