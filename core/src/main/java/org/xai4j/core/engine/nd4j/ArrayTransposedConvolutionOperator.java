package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.TransposedConvolution;

/** The adjoint of a convolution; its gradient is that convolution. */
final class ArrayTransposedConvolutionOperator implements ArrayOperator {
  private final TransposedConvolution layer;
  private final Window window;
  private final ArrayConvolutionOperator adjoint;

  ArrayTransposedConvolutionOperator(TransposedConvolution layer) {
    this.layer = layer;
    this.window =
        Window.of(
            layer.weights(), layer.stride(), layer.padding(), layer.dilation(), layer.groups());
    // Read the other way round, the weights [in, out, …] are those of a convolution out → in.
    INDArray zero =
        layer.weights().ulike().assign(0).reshape(-1).get(interval(layer.weights().size(0)));
    this.adjoint =
        new ArrayConvolutionOperator(
            new Convolution(
                layer.weights(),
                zero,
                layer.stride(),
                layer.padding(),
                layer.dilation(),
                layer.groups()));
  }

  private static org.nd4j.linalg.indexing.INDArrayIndex interval(long n) {
    return org.nd4j.linalg.indexing.NDArrayIndex.interval(0, n);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    INDArray x = Window.image(inputs[0]);
    int axes = layer.stride().size();
    long[] shape = {x.size(0), window.weights().size(1), 0, 0};
    for (int axis = 0; axis < 2; axis++) {
      int extra =
          axes == 2
              ? layer.outputPadding().get(axis)
              : axis == 1 ? layer.outputPadding().get(0) : 0;
      shape[2 + axis] =
          window.reach(axis, x.size(2 + axis)) - window.before(axis) - window.after(axis) + extra;
    }
    INDArray y = ArrayConvolutionOperator.transposed(window, window.weights(), x, shape);
    INDArray bias = layer.bias().reshape('c', 1, layer.bias().length(), 1, 1);
    return Window.like(y.addi(bias), inputs[0]);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    INDArray g = adjoint.forward(signal);
    // Output padding lets the convolution give one cell more than the input has.
    if (!Shape.shapeEquals(g.shape(), inputs[0].shape())) {
      throw new IllegalStateException("output padding is smaller than the stride");
    }
    return new INDArray[] {g};
  }
}
