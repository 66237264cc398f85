package org.xai4j.core.engine.cuda;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.InstanceNormalization;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** Normalisation by each row's own statistics over the trailing axes. */
final class CudaNormalizationOperator implements Operator {
  private final CudaDevice device;
  private final CudaTensor gamma;
  private final CudaTensor beta;
  private final double epsilon;
  private final boolean instance;

  private CudaNormalizationOperator(
      CudaDevice device, INDArray gamma, INDArray beta, double epsilon, boolean instance) {
    this.device = device;
    this.gamma = (CudaTensor) device.of(gamma);
    this.beta = (CudaTensor) device.of(beta);
    this.epsilon = epsilon;
    this.instance = instance;
  }

  static Operator of(CudaDevice device, LayerNormalization layer) {
    return new CudaNormalizationOperator(
        device, layer.gamma(), layer.beta(), layer.epsilon(), false);
  }

  static Operator of(CudaDevice device, InstanceNormalization layer) {
    return new CudaNormalizationOperator(
        device, layer.gamma(), layer.beta(), layer.epsilon(), true);
  }

  private CudaTensor run(CudaTensor x, CudaTensor signal, boolean back) {
    CudaTensor out = x.empty(x.shape());
    int length = instance ? (int) (x.length() / (x.size(0) * x.size(1))) : (int) gamma.length();
    int rows = x.cells() / length;
    device.blocks(
        "normalised",
        x.type(),
        rows,
        out,
        x,
        signal,
        back,
        gamma,
        beta,
        rows,
        length,
        instance ? gamma.cells() : 0,
        epsilon);
    return out;
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    CudaTensor x = (CudaTensor) inputs[0];
    return run(x, x, false);
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    return new Tensor[] {run((CudaTensor) inputs[0], (CudaTensor) signal, true)};
  }
}
