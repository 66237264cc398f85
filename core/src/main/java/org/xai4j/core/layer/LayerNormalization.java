package org.xai4j.core.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Layer normalisation over the last axes: y = γ·(x − mean)/√(var + ε) + β, with mean and (biased)
 * variance of each row (Ba, Kiros and Hinton 2016, arXiv:1607.06450).
 *
 * @param gamma scale, of the shape of the normalised axes
 * @param beta shift, of the same shape
 * @param epsilon ε, positive
 */
public record LayerNormalization(INDArray gamma, INDArray beta, double epsilon) implements Layer {
  @Override
  public Family family() {
    return Family.LAYER_NORMALIZATION;
  }
}
