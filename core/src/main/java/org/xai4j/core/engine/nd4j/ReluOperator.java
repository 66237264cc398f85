package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;

/** max(x, 0); its gradient at 0 is 0. */
final class ReluOperator implements ArrayOperator {
  @Override
  public INDArray forward(INDArray... inputs) {
    INDArray x = Ops.plain(inputs[0]);
    INDArray y = Ops.empty(x.dataType(), x.shape());
    Nd4j.getExecutioner().exec(new RectifiedLinear(x, y, 0.0));
    return y;
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    INDArray output = Ops.plain(recorded.output());
    INDArray g = Ops.empty(output.dataType(), output.shape());
    Nd4j.getExecutioner().exec(new Step(output, g));
    return new INDArray[] {g.muli(signal)};
  }
}
