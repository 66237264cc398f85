package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.layer.TransposedConvolution;

/** Convolution over three axes and its adjoint, cell by cell in double precision. */
final class VolumeConvolutionOperator implements ArrayOperator {
  private final Convolution layer;
  private final double[] weights;

  VolumeConvolutionOperator(Convolution layer) {
    this.layer = layer;
    this.weights = NdArrays.doubles(layer.weights());
  }

  /** Visits a product: places in x, in the weights and in y. */
  private interface Visit {
    void product(int x, int weight, int y);
  }

  private void each(long[] in, long[] out, Visit visit) {
    long[] kernel = Taps.spatial(layer.weights().shape());
    Taps taps =
        Taps.of(
            Taps.spatial(in),
            Taps.spatial(out),
            kernel,
            layer.stride(),
            layer.padding(),
            layer.dilation());
    int cellsIn = (int) Taps.product(Taps.spatial(in));
    int cellsOut = (int) Taps.product(Taps.spatial(out));
    int window = (int) Taps.product(kernel);
    int per = (int) layer.weights().size(1);
    int group = (int) out[1] / layer.groups();
    for (int plane = 0; plane < out[0] * out[1]; plane++) {
      int row = plane / (int) out[1];
      int channel = plane % (int) out[1];
      for (int c = 0; c < per; c++) {
        int x = (row * (int) in[1] + channel / group * per + c) * cellsIn;
        int w = (channel * per + c) * window;
        for (int p = 0; p < cellsOut; p++) {
          int[] cells = taps.cells()[p];
          int[] places = taps.kernel()[p];
          for (int t = 0; t < cells.length; t++) {
            visit.product(x + cells[t], w + places[t], plane * cellsOut + p);
          }
        }
      }
    }
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    long[] shape = OutputShape.of(layer, inputs[0].shape());
    double[] x = NdArrays.doubles(inputs[0]);
    double[] bias = NdArrays.doubles(layer.bias());
    double[] y = new double[(int) Taps.product(shape)];
    int cells = (int) Taps.product(Taps.spatial(shape));
    java.util.Arrays.setAll(y, i -> bias[i / cells % bias.length]);
    each(inputs[0].shape(), shape, (from, w, to) -> y[to] += x[from] * weights[w]);
    return NdArrays.array(inputs[0].dataType(), y, shape);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    return new INDArray[] {adjoint(signal, inputs[0].shape())};
  }

  private INDArray adjoint(INDArray signal, long[] shape) {
    double[] s = NdArrays.doubles(signal);
    double[] g = new double[(int) Taps.product(shape)];
    each(shape, signal.shape(), (to, w, from) -> g[to] += s[from] * weights[w]);
    return NdArrays.array(signal.dataType(), g, shape);
  }

  /** The adjoint of a convolution as a layer. */
  static ArrayOperator transposed(TransposedConvolution layer) {
    INDArray w = layer.weights();
    INDArray zero = NdArrays.array(w.dataType(), new double[(int) w.size(0)], w.size(0));
    VolumeConvolutionOperator convolution =
        new VolumeConvolutionOperator(
            new Convolution(
                w, zero, layer.stride(), layer.padding(), layer.dilation(), layer.groups()));
    INDArray bias = layer.bias().reshape('c', 1, layer.bias().length(), 1, 1, 1);
    return new ArrayOperator() {
      @Override
      public INDArray forward(INDArray... inputs) {
        long[] shape = OutputShape.of(layer, inputs[0].shape());
        return convolution.adjoint(inputs[0], shape).addi(bias);
      }

      @Override
      public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
        return new INDArray[] {convolution.forward(signal)};
      }
    };
  }
}
