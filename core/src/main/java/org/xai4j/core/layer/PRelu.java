package org.xai4j.core.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Leaky rectifier with learned slopes: x for x ≥ 0, else slope·x (He 2015, arXiv:1502.01852).
 *
 * @param slope broadcast against one row: its shape aligned with the last axes of x
 */
public record PRelu(INDArray slope) implements Layer {
  @Override
  public Family family() {
    return Family.PRELU;
  }
}
