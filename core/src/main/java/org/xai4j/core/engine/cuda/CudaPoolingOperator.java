package org.xai4j.core.engine.cuda;

import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** Maximum and average pooling over one to three axes. */
record CudaPoolingOperator(CudaDevice device, Pooling layer) implements Operator {
  @Override
  public Tensor forward(Tensor... inputs) {
    CudaTensor x = (CudaTensor) inputs[0];
    CudaTensor y = x.empty(OutputShape.of(layer, x.shape()));
    int[] packed = packed(x.shape(), y.shape());
    if (max()) {
      winners(x, y, packed);
    } else {
      device.cells("pool_mean", x.type(), y.cells(), y, x, y.cells(), packed);
    }
    return y;
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    CudaTensor x = (CudaTensor) inputs[0];
    CudaTensor g = x.empty(x.shape());
    int[] packed = packed(x.shape(), signal.shape());
    // Winners are found again: a recorded value may come without them.
    Object where = max() ? winners(x, x.empty(signal.shape()), packed) : x;
    device.cells("pool_back", x.type(), g.cells(), g, signal, where, g.cells(), max(), packed);
    return new Tensor[] {g};
  }

  private boolean max() {
    return layer.kind() == Pooling.Kind.MAX;
  }

  private CudaBlock winners(CudaTensor x, CudaTensor y, int... packed) {
    CudaBlock where = device.room(y.cells());
    device.cells("pool_largest", x.type(), y.cells(), y, where, x, y.cells(), packed);
    return where;
  }

  /** The kernels' structure {@code Pool}. */
  private int[] packed(long[] in, long[] out) {
    int[] from = WindowAxes.spatial(in);
    int[] to = WindowAxes.spatial(out);
    int[] kernel = WindowAxes.three(layer.kernel(), 1);
    int[] stride = WindowAxes.three(layer.stride(), 1);
    int[] before = WindowAxes.before(layer.padding());
    int[] dilation = WindowAxes.three(layer.dilation(), 1);
    for (int axis = 0; max() && axis < from.length; axis++) {
      for (int at = 0; at < to[axis]; at++) {
        int start = at * stride[axis] - before[axis];
        int skipped = start >= 0 ? 0 : (-start + dilation[axis] - 1) / dilation[axis];
        boolean sees = skipped < kernel[axis] && start + skipped * dilation[axis] < from[axis];
        InputException.check(sees, "A window of the pooling has nothing but padding.");
      }
    }
    return WindowAxes.joined(
        from,
        to,
        kernel,
        stride,
        before,
        WindowAxes.after(layer.padding()),
        dilation,
        new int[] {layer.countPadding() ? 1 : 0});
  }
}
