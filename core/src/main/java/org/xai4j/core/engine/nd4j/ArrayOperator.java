package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** An {@link org.xai4j.core.tensor.Operator} on arrays; its methods mean what they mean there. */
interface ArrayOperator {
  INDArray forward(INDArray... inputs);

  default Recorded record(INDArray... inputs) {
    return new Recorded(forward(inputs), org.xai4j.core.tensor.Operator.Recorded.NOTHING);
  }

  INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal);

  /**
   * What a forward pass gave.
   *
   * @param output the layer's output
   * @param memo intermediate values only this operator understands
   */
  record Recorded(INDArray output, Object memo) {}
}
