package org.xai4j.core.engine.onednn;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.layer.TransposedConvolution;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** The adjoint of a convolution; its gradient is that convolution. */
final class TransposedConvolutionOperator implements Operator {
  private final TransposedConvolution layer;
  private final ConvolutionOperator adjoint;
  private final Tensor bias;

  TransposedConvolutionOperator(OneDnnDevice device, TransposedConvolution layer) {
    this.layer = layer;
    INDArray w = layer.weights();
    INDArray zero = org.nd4j.linalg.factory.Nd4j.zeros(w.dataType(), w.size(0));
    // Read the other way round, the weights [in, out, …] are those of a convolution out → in.
    adjoint =
        ConvolutionOperator.exact(
            device,
            new Convolution(
                w, zero, layer.stride(), layer.padding(), layer.dilation(), layer.groups()));
    long[] along = new long[w.rank()];
    Arrays.fill(along, 1);
    along[1] = layer.bias().length();
    bias = device.of(layer.bias()).reshape(along);
  }

  @Override
  public Tensor forward(Tensor... inputs) {
    long[] shape = OutputShape.of(layer, inputs[0].shape());
    return adjoint.transposed((OneDnnTensor) inputs[0], shape).add(bias);
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    return new Tensor[] {adjoint.forward(signal)};
  }
}
