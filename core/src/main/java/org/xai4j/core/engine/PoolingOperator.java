package org.xai4j.core.engine;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Pooling;

/**
 * Maximum and average pooling. The plain maximum runs on ND4J's {@code maxpool2d}; everything else
 * runs here, in loops over one plane after the other.
 */
final class PoolingOperator implements Operator {
  private final boolean max;
  private final int[] kernel;
  private final int[] stride;
  private final int[] padding;
  private final int[] dilation;
  private final boolean ceil;
  private final boolean countPadding;
  private final boolean plain;

  PoolingOperator(Pooling layer) {
    boolean flat = layer.kernel().size() == 1;
    max = layer.kind() == Pooling.Kind.MAX;
    kernel = wide(layer.kernel(), flat, 1);
    stride = wide(layer.stride(), flat, 1);
    dilation = wide(layer.dilation(), flat, 1);
    padding =
        flat
            ? new int[] {0, layer.padding().get(0), 0, layer.padding().get(1)}
            : wide(layer.padding(), false, 0);
    ceil = layer.ceil();
    countPadding = layer.countPadding();
    plain =
        max
            && !ceil
            && java.util.Arrays.stream(padding).allMatch(p -> p == 0)
            && java.util.Arrays.stream(dilation).allMatch(d -> d == 1);
  }

  private static int[] wide(List<Integer> list, boolean flat, int first) {
    return flat ? new int[] {first, list.get(0)} : list.stream().mapToInt(i -> i).toArray();
  }

  private int length(int axis, long size) {
    int extent = dilation[axis] * (kernel[axis] - 1) + 1;
    long padded = size + padding[axis] + padding[2 + axis];
    long span = padded - extent;
    long count = (ceil ? (span + stride[axis] - 1) / stride[axis] : span / stride[axis]) + 1;
    // A window that starts in the padding behind the input does not count.
    if (ceil && (count - 1) * stride[axis] >= size + padding[axis]) {
      count--;
    }
    return (int) count;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    INDArray x = Window.image(inputs[0]);
    int h = (int) x.size(2);
    int w = (int) x.size(3);
    int rows = length(0, h);
    int columns = length(1, w);
    INDArray y = Ops.empty(x.dataType(), x.size(0), x.size(1), rows, columns);
    if (plain) {
      Ops.exec(
          "maxpool2d",
          new INDArray[] {x},
          y,
          kernel[0],
          kernel[1],
          stride[0],
          stride[1],
          0,
          0,
          1,
          1,
          0,
          1,
          0);
    } else {
      double[] in = Host.doubles(x);
      double[] out = new double[(int) y.length()];
      int planes = out.length / (rows * columns);
      for (int p = 0; p < planes; p++) {
        for (int i = 0; i < rows * columns; i++) {
          out[p * rows * columns + i] =
              max
                  ? in[winner(in, p * h * w, h, w, i / columns, i % columns)]
                  : mean(in, p * h * w, h, w, i / columns, i % columns);
        }
      }
      Host.write(out, y);
    }
    return Window.like(y, inputs[0]);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    INDArray x = Window.image(inputs[0]);
    INDArray s = Window.image(signal);
    INDArray g = Ops.empty(x.dataType(), x.shape());
    boolean halving =
        plain
            && kernel[0] == 2
            && kernel[1] == 2
            && stride[0] == 2
            && stride[1] == 2
            && x.size(2) % 2 == 0
            && x.size(3) % 2 == 0
            && x.dataType() == DataType.FLOAT;
    if (halving) {
      int[] out = Scratch.ints(3, x.length());
      Tiles.spread(
          Scratch.bits(0, x),
          Scratch.bits(1, Window.image(recorded.output())),
          Scratch.bits(2, s),
          out,
          (int) (x.length() / x.size(3)),
          (int) x.size(3));
      Host.writeBits(out, g);
    } else {
      Host.write(spread(x, s), g);
    }
    return new INDArray[] {Window.like(g, inputs[0])};
  }

  private double[] spread(INDArray x, INDArray s) {
    int h = (int) x.size(2);
    int w = (int) x.size(3);
    int rows = (int) s.size(2);
    int columns = (int) s.size(3);
    double[] in = Host.doubles(x);
    double[] signal = Host.doubles(s);
    double[] out = new double[in.length];
    int planes = signal.length / (rows * columns);
    for (int p = 0; p < planes; p++) {
      for (int i = 0; i < rows * columns; i++) {
        double value = signal[p * rows * columns + i];
        int row = i / columns;
        int column = i % columns;
        if (max) {
          out[winner(in, p * h * w, h, w, row, column)] += value;
        } else {
          double share = value / count(h, w, row, column);
          for (int y = from(0, row); y < to(0, row, h); y++) {
            for (int c = from(1, column); c < to(1, column, w); c++) {
              out[p * h * w + y * w + c] += share;
            }
          }
        }
      }
    }
    return out;
  }

  /** Index of the first largest cell of a window, in row-major order. */
  private int winner(double[] in, int plane, int h, int w, int row, int column) {
    int best = -1;
    for (int ky = 0; ky < kernel[0]; ky++) {
      int y = row * stride[0] - padding[0] + ky * dilation[0];
      for (int kx = 0; kx < kernel[1] && y >= 0 && y < h; kx++) {
        int x = column * stride[1] - padding[1] + kx * dilation[1];
        if (x >= 0 && x < w) {
          int i = plane + y * w + x;
          if (best < 0 || in[i] > in[best]) {
            best = i;
          }
        }
      }
    }
    return best;
  }

  private double mean(double[] in, int plane, int h, int w, int row, int column) {
    double sum = 0;
    for (int y = from(0, row); y < to(0, row, h); y++) {
      for (int x = from(1, column); x < to(1, column, w); x++) {
        sum += in[plane + y * w + x];
      }
    }
    return sum / count(h, w, row, column);
  }

  private int from(int axis, int position) {
    return Math.max(0, position * stride[axis] - padding[axis]);
  }

  private int to(int axis, int position, int size) {
    return Math.min(size, position * stride[axis] - padding[axis] + kernel[axis]);
  }

  /**
   * Cells an average divides by: with padding those of the padded input, as PyTorch and ONNX do.
   */
  private int count(int h, int w, int row, int column) {
    return side(0, row, h) * side(1, column, w);
  }

  private int side(int axis, int position, int size) {
    if (!countPadding) {
      return to(axis, position, size) - from(axis, position);
    }
    int start = position * stride[axis] - padding[axis];
    return Math.min(start + kernel[axis], size + padding[2 + axis]) - start;
  }
}
