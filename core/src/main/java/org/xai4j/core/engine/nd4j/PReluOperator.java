package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.PRelu;

/** x for x ≥ 0, else slope·x. */
final class PReluOperator implements ArrayOperator {
  private final INDArray slope;

  PReluOperator(PRelu layer) {
    slope = Ops.plain(layer.slope());
  }

  private INDArray run(INDArray x, double[] factor) {
    INDArray like = Ops.raise(slope, x.rank());
    INDArray wide = Ops.empty(x.dataType(), x.shape());
    wide.assign(like.broadcast(wide));
    double[] slopes = NdArrays.doubles(wide);
    double[] in = NdArrays.doubles(x);
    double[] out = new double[in.length];
    for (int i = 0; i < in.length; i++) {
      out[i] = factor[i] * (in[i] >= 0 ? 1 : slopes[i]);
    }
    NdArrays.write(out, wide);
    return wide;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return run(inputs[0], NdArrays.doubles(inputs[0]));
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    return new INDArray[] {run(inputs[0], NdArrays.doubles(signal))};
  }
}
