package org.xai4j.core.engine.cuda;

import java.util.Optional;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.tensor.Tensor;

/** A convolution over one to three axes. */
final class CudaConvolutionOperator implements CudaAffine {
  private final Convolution layer;
  private final Slide slide;
  private final CudaTensor bias;

  CudaConvolutionOperator(CudaDevice device, Convolution layer) {
    this.layer = layer;
    CudaTensor weights = (CudaTensor) device.of(layer.weights());
    slide =
        new Slide(
            device, weights, layer.stride(), layer.padding(), layer.dilation(), layer.groups());
    bias = (CudaTensor) device.of(layer.bias());
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    return slide.forward((CudaTensor) inputs[0], bias, OutputShape.of(layer, inputs[0].shape()));
  }

  @Override
  public Tensor adjoint(Tensor signal, long... input) {
    return slide.back((CudaTensor) signal, Optional.empty(), input);
  }
}
