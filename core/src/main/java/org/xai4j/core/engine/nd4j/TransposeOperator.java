package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Transpose;

/** Permutes axes; its gradient permutes them back. */
final class TransposeOperator implements ArrayOperator {
  private final int[] permutation;
  private final int[] inverse;

  TransposeOperator(Transpose layer) {
    permutation = layer.permutation().stream().mapToInt(i -> i).toArray();
    inverse = new int[permutation.length];
    for (int i = 0; i < permutation.length; i++) {
      inverse[permutation[i]] = i;
    }
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return Ops.plain(inputs[0].permute(permutation));
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    return new INDArray[] {Ops.plain(signal.permute(inverse))};
  }
}
