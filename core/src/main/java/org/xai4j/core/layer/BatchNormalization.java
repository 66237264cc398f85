package org.xai4j.core.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Batch normalisation at inference: y = γ·(x − μ)/√(σ² + ε) + β per channel, an affine map with the
 * stored statistics (Ioffe and Szegedy 2015, arXiv:1502.03167).
 *
 * @param gamma scale γ [c]
 * @param beta shift β [c]
 * @param mean running mean μ [c]
 * @param variance running variance σ² [c]
 * @param epsilon ε, positive
 * @param axis the channel axis: 1 for [n, c, …], −1 for the last
 */
public record BatchNormalization(
    INDArray gamma, INDArray beta, INDArray mean, INDArray variance, double epsilon, int axis)
    implements Layer {
  /**
   * The factor of the affine map, γ/√(σ² + ε).
   *
   * @return [c]
   */
  public INDArray scale() {
    return gamma.div(org.nd4j.linalg.ops.transforms.Transforms.sqrt(variance.add(epsilon), true));
  }

  /**
   * The constant of the affine map, β − μ·scale.
   *
   * @return [c]
   */
  public INDArray shift() {
    return beta.sub(mean.mul(scale()));
  }

  @Override
  public Family family() {
    return Family.BATCH_NORMALIZATION;
  }
}
