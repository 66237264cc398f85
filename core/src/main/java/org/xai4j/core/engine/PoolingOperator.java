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
  /** Elements of a block, but at least a plane. */
  private static final int BLOCK = 1 << 12;

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
      pool(x, y);
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
      spread(x, s, g);
    }
    return new INDArray[] {Window.like(g, inputs[0])};
  }

  private PoolPlanes planes(INDArray x, INDArray y) {
    return new PoolPlanes(
        (int) x.size(2),
        (int) x.size(3),
        (int) y.size(2),
        (int) y.size(3),
        geometry(0),
        geometry(1),
        countPadding);
  }

  private int[] geometry(int axis) {
    return new int[] {kernel[axis], stride[axis], padding[axis], padding[2 + axis], dilation[axis]};
  }

  /** Planes of a block that fits the cache. */
  private static int block(PoolPlanes planes) {
    return Math.max(1, BLOCK / planes.inputLength());
  }

  private void pool(INDArray x, INDArray y) {
    PoolPlanes planes = planes(x, y);
    Span from = new Span(x);
    Span to = new Span(y);
    long all = x.size(0) * x.size(1);
    int block = (int) Math.min(all, block(planes));
    double[] in = new double[block * planes.inputLength()];
    double[] out = new double[block * planes.outputLength()];
    for (long p = 0; p < all; p += block) {
      int count = (int) Math.min(block, all - p);
      from.read(p * planes.inputLength(), in, count * planes.inputLength());
      if (max) {
        planes.max(in, out, count);
      } else {
        planes.mean(in, out, count);
      }
      to.write(p * planes.outputLength(), out, count * planes.outputLength());
    }
  }

  private void spread(INDArray x, INDArray s, INDArray g) {
    PoolPlanes planes = planes(x, s);
    Span values = new Span(x);
    Span from = new Span(s);
    Span to = new Span(g);
    long all = x.size(0) * x.size(1);
    int block = (int) Math.min(all, block(planes));
    double[] in = new double[block * planes.inputLength()];
    double[] signal = new double[block * planes.outputLength()];
    double[] out = new double[block * planes.inputLength()];
    for (long p = 0; p < all; p += block) {
      int count = (int) Math.min(block, all - p);
      from.read(p * planes.outputLength(), signal, count * planes.outputLength());
      if (max) {
        values.read(p * planes.inputLength(), in, count * planes.inputLength());
        planes.maxBack(in, signal, out, count);
      } else {
        planes.meanBack(signal, out, count);
      }
      to.write(p * planes.inputLength(), out, count * planes.inputLength());
    }
  }
}
