package org.xai4j.core.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Instance normalisation of x [n, c, …]: each channel of each row is normalised over its spatial
 * axes, then scaled and shifted (Ulyanov, Vedaldi and Lempitsky 2016, arXiv:1607.08022).
 *
 * @param gamma scale [c]
 * @param beta shift [c]
 * @param epsilon ε, positive
 */
public record InstanceNormalization(INDArray gamma, INDArray beta, double epsilon)
    implements Layer {
  @Override
  public Family family() {
    return Family.INSTANCE_NORMALIZATION;
  }
}
