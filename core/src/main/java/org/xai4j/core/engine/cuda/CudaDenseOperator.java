package org.xai4j.core.engine.cuda;

import java.util.Optional;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.tensor.Tensor;

/** y = x·W + b on the last axis; gradient s·Wᵀ. */
final class CudaDenseOperator implements CudaAffine {
  private final CudaDevice device;
  private final Dense layer;
  private final CudaTensor weights;
  private final CudaTensor bias;

  CudaDenseOperator(CudaDevice device, Dense layer) {
    this.device = device;
    this.layer = layer;
    weights = (CudaTensor) device.of(layer.weights());
    bias = (CudaTensor) device.of(layer.bias());
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    CudaTensor x = (CudaTensor) inputs[0];
    CudaTensor y = x.empty(OutputShape.of(layer, x.shape()));
    int in = (int) weights.size(0);
    Products.run(
        device,
        y,
        Products.Factor.of(x, false),
        Products.Factor.of(weights, false),
        Optional.of(bias),
        new Products.Size(1, x.cells() / in, (int) weights.size(1), in));
    return y;
  }

  @Override
  public Tensor adjoint(Tensor signal, long... input) {
    CudaTensor s = (CudaTensor) signal;
    CudaTensor g = s.empty(input);
    int out = (int) weights.size(1);
    Products.run(
        device,
        g,
        Products.Factor.of(s, false),
        Products.Factor.of(weights, true),
        Optional.empty(),
        new Products.Size(1, s.cells() / out, (int) weights.size(0), out));
    return g;
  }
}
