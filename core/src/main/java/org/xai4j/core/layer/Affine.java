package org.xai4j.core.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer y = W·x + b with parameters: the layers to which the weight-modifying rules of relevance
 * propagation apply.
 */
public sealed interface Affine extends Layer permits Convolution, Dense, TransposedConvolution {
  /**
   * The weights W.
   *
   * @return layout as the layer documents
   */
  INDArray weights();

  /**
   * The bias b, zeros where the model has none.
   *
   * @return [out]
   */
  INDArray bias();

  /**
   * The same layer with other parameters.
   *
   * @param weights of the same shape
   * @param bias of the same shape
   * @return a new layer
   */
  Affine with(INDArray weights, INDArray bias);
}
