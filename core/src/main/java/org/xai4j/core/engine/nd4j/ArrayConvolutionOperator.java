package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.layer.Convolution;

/**
 * Convolution by ND4J's {@code conv2d}, which runs on oneDNN; its gradient is the transposed
 * convolution {@code deconv2d} with the same weights. One-dimensional convolutions get a height of
 * 1, groups become zero blocks of an ordinary convolution, uneven padding is added beforehand.
 */
final class ArrayConvolutionOperator implements ArrayOperator {
  private static final long NCHW = 0;
  private static final long VALID = 0;
  private static final long OUT_IN_H_W = 1;

  private final Window window;
  private final INDArray weights;
  private final INDArray bias;

  ArrayConvolutionOperator(Convolution layer) {
    window =
        Window.of(
            layer.weights(), layer.stride(), layer.padding(), layer.dilation(), layer.groups());
    weights = window.weights();
    bias = Ops.plain(layer.bias());
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    INDArray x = window.padded(Window.image(inputs[0]));
    long h = window.length(0, x.size(2));
    long w = window.length(1, x.size(3));
    INDArray y = Ops.empty(x.dataType(), x.size(0), weights.size(0), h, w);
    Ops.exec("conv2d", new INDArray[] {x, weights, bias}, y, arguments(0, 0));
    return Window.like(y, inputs[0]);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    INDArray g = transposed(window, weights, Window.image(signal), Window.image(inputs[0]).shape());
    return new INDArray[] {Window.like(g, inputs[0])};
  }

  private long[] arguments(long padH, long padW) {
    return window.arguments(padH, padW, VALID, NCHW, OUT_IN_H_W);
  }

  /**
   * The adjoint of a convolution.
   *
   * @param weights [out, in, kh, kw] of the convolution
   * @param signal [n, out, h', w']
   * @param shape of the convolution's input [n, in, h, w]
   * @return an array of that shape
   */
  static INDArray transposed(Window window, INDArray weights, INDArray signal, long[] shape) {
    INDArray s = Ops.plain(signal);
    long h = window.reach(0, s.size(2));
    long w = window.reach(1, s.size(3));
    INDArray full = Ops.empty(s.dataType(), s.size(0), weights.size(1), h, w);
    Ops.exec(
        "deconv2d",
        new INDArray[] {s, weights},
        full,
        window.arguments(0, 0, VALID, NCHW, OUT_IN_H_W));
    if (window.unpadded() && h == shape[2] && w == shape[3]) {
      return full;
    }
    // Cut the padding off; rows the last window does not reach get no signal.
    INDArray cut = Ops.empty(s.dataType(), shape);
    cut.assign(0);
    long top = window.before(0);
    long left = window.before(1);
    long rows = Math.min(h - top, shape[2]);
    long columns = Math.min(w - left, shape[3]);
    if (rows > 0 && columns > 0) {
      cut.get(
              NDArrayIndex.all(),
              NDArrayIndex.all(),
              NDArrayIndex.interval(0, rows),
              NDArrayIndex.interval(0, columns))
          .assign(
              full.get(
                  NDArrayIndex.all(),
                  NDArrayIndex.all(),
                  NDArrayIndex.interval(top, top + rows),
                  NDArrayIndex.interval(left, left + columns)));
    }
    return cut;
  }
}
