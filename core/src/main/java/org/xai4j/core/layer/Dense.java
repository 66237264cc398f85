package org.xai4j.core.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Fully connected layer y = x·W + b on the last axis of x [n, …, in].
 *
 * @param weights [in, out]
 * @param bias [out]
 */
public record Dense(INDArray weights, INDArray bias) implements Affine {
  @Override
  public Dense with(INDArray newWeights, INDArray newBias) {
    return new Dense(newWeights, newBias);
  }

  @Override
  public Family family() {
    return Family.DENSE;
  }
}
