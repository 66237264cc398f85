package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.engine.Scalar;
import org.xai4j.core.layer.Activation;

/** Element-wise functions and their slopes, in double precision. */
final class ActivationOperator implements ArrayOperator {
  private final Scalar function;

  ActivationOperator(Activation layer) {
    function = Scalar.of(layer);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    double[] values = NdArrays.doubles(inputs[0]);
    for (int i = 0; i < values.length; i++) {
      values[i] = function.value(values[i]);
    }
    return NdArrays.array(inputs[0].dataType(), values, inputs[0].shape());
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    double[] values = NdArrays.doubles(inputs[0]);
    double[] s = NdArrays.doubles(signal);
    for (int i = 0; i < values.length; i++) {
      values[i] = s[i] * function.slope(values[i]);
    }
    return new INDArray[] {NdArrays.array(inputs[0].dataType(), values, inputs[0].shape())};
  }
}
