package org.xai4j.core.engine.cuda;

import java.util.Optional;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.layer.TransposedConvolution;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** The adjoint of a convolution, with a bias; its gradient is that convolution. */
final class CudaTransposedConvolutionOperator implements Operator {
  private final TransposedConvolution layer;
  private final Slide slide;
  private final CudaTensor bias;
  private final CudaTensor none;

  CudaTransposedConvolutionOperator(CudaDevice device, TransposedConvolution layer) {
    this.layer = layer;
    // Read the other way round, the weights [in, out, …] are those of a convolution out → in.
    CudaTensor weights = (CudaTensor) device.of(layer.weights());
    slide =
        new Slide(
            device, weights, layer.stride(), layer.padding(), layer.dilation(), layer.groups());
    bias = (CudaTensor) device.of(layer.bias());
    none = (CudaTensor) device.filled(weights.type(), 0, weights.size(0));
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    return slide.back(
        (CudaTensor) inputs[0], Optional.of(bias), OutputShape.of(layer, inputs[0].shape()));
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    return new Tensor[] {slide.forward((CudaTensor) signal, none, inputs[0].shape())};
  }
}
