package org.xai4j.core.engine.cuda;

import org.xai4j.core.layer.Softmax;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** Softmax or its logarithm along an axis. */
record CudaSoftmaxOperator(CudaDevice device, Softmax layer) implements Operator {
  @Override
  public Tensor forward(Tensor... inputs) {
    CudaTensor x = (CudaTensor) inputs[0];
    CudaTensor y = x.empty(x.shape());
    Line line = Line.of(layer.axis(), x.shape());
    device.blocks(
        "softmax",
        x.type(),
        line.groups(),
        y,
        x,
        line.groups(),
        line.length(),
        line.inner(),
        layer.logarithm(),
        layer.guarded());
    return y;
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    CudaTensor y = (CudaTensor) recorded.output();
    CudaTensor g = y.empty(y.shape());
    Line line = Line.of(layer.axis(), y.shape());
    device.blocks(
        "softmax_back",
        y.type(),
        line.groups(),
        g,
        y,
        signal,
        line.groups(),
        line.length(),
        line.inner(),
        layer.logarithm());
    return new Tensor[] {g};
  }

  /**
   * An array as three axes, the middle of which is meant.
   *
   * @param groups lines along it
   * @param length of each
   * @param inner distance of a line's cells
   */
  private record Line(int groups, int length, int inner) {
    static Line of(int axis, long... shape) {
      int along = axis < 0 ? axis + shape.length : axis;
      long inner = Axes.strides(shape)[along];
      long cells = shape[0] * Axes.strides(shape)[0];
      return new Line((int) (cells / shape[along]), (int) shape[along], (int) inner);
    }
  }
}
