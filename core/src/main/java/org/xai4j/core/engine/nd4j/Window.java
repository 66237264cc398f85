package org.xai4j.core.engine.nd4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;

/**
 * The geometry of a convolution in two dimensions; one-dimensional ones get a height of 1.
 *
 * @param weights [out, in, kh, kw], groups written out as zero blocks
 * @param stride of height and width
 * @param padding top, left, bottom, right
 * @param dilation of height and width
 */
record Window(INDArray weights, int[] stride, int[] padding, int[] dilation) {
  static Window of(
      INDArray weights,
      List<Integer> stride,
      List<Integer> padding,
      List<Integer> dilation,
      int groups) {
    INDArray dense = spread(groups == 1 ? Ops.plain(weights) : blocks(weights, groups), dilation);
    int[] steps = ints(stride);
    int[] cells = ints(padding);
    if (dense.rank() == 4) {
      return new Window(dense, steps, cells, new int[] {1, 1});
    }
    long[] s = dense.shape();
    return new Window(
        dense.reshape('c', s[0], s[1], 1, s[2]),
        new int[] {1, steps[0]},
        new int[] {0, cells[0], 0, cells[1]},
        new int[] {1, 1});
  }

  /** Dilated weights with the zeros written out: oneDNN refuses ND4J's dilated convolutions. */
  private static INDArray spread(INDArray weights, List<Integer> dilation) {
    if (dilation.stream().allMatch(d -> d == 1)) {
      return weights;
    }
    long[] shape = weights.shape().clone();
    INDArrayIndex[] taps = new INDArrayIndex[shape.length];
    taps[0] = NDArrayIndex.all();
    taps[1] = NDArrayIndex.all();
    for (int i = 2; i < shape.length; i++) {
      int step = dilation.get(i - 2);
      shape[i] = step * (shape[i] - 1) + 1;
      taps[i] = NDArrayIndex.interval(0, step, shape[i]);
    }
    INDArray wide = Ops.empty(weights.dataType(), shape).assign(0);
    wide.get(taps).assign(weights);
    return wide;
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(i -> i).toArray();
  }

  /** Weights [out, in / groups, …] as [out, in, …] with zeros between groups. */
  static INDArray blocks(INDArray weights, int groups) {
    double[] flat = NdArrays.doubles(weights);
    int out = (int) weights.size(0);
    int per = (int) weights.size(1);
    int kernel = flat.length / (out * per);
    double[] wide = new double[flat.length * groups];
    for (int o = 0; o < out; o++) {
      int group = o / (out / groups);
      System.arraycopy(
          flat, o * per * kernel, wide, (o * per * groups + group * per) * kernel, per * kernel);
    }
    long[] shape = weights.shape().clone();
    shape[1] = (long) per * groups;
    return NdArrays.array(weights.dataType(), wide, shape);
  }

  static INDArray image(INDArray x) {
    INDArray plain = Ops.plain(x);
    return plain.rank() == 4
        ? plain
        : plain.reshape('c', plain.size(0), plain.size(1), 1, plain.size(2));
  }

  /** Drops the height of 1 again if the model array has none. */
  static INDArray like(INDArray y, INDArray model) {
    return model.rank() == 4 ? y : y.reshape('c', y.size(0), y.size(1), y.size(3));
  }

  boolean unpadded() {
    return padding[0] == 0 && padding[1] == 0 && padding[2] == 0 && padding[3] == 0;
  }

  int before(int axis) {
    return padding[axis];
  }

  int after(int axis) {
    return padding[2 + axis];
  }

  long extent(int axis) {
    return dilation[axis] * (weights.size(2 + axis) - 1) + 1;
  }

  /** Output length for a padded input length. */
  long length(int axis, long padded) {
    return (padded - extent(axis)) / stride[axis] + 1;
  }

  /** Input length that an output length reaches. */
  long reach(int axis, long length) {
    return (length - 1) * stride[axis] + extent(axis);
  }

  INDArray padded(INDArray x) {
    if (unpadded()) {
      return x;
    }
    long h = x.size(2);
    long w = x.size(3);
    INDArray wide =
        Ops.empty(
            x.dataType(), x.size(0), x.size(1), h + before(0) + after(0), w + before(1) + after(1));
    wide.assign(0);
    wide.get(
            NDArrayIndex.all(),
            NDArrayIndex.all(),
            NDArrayIndex.interval(before(0), before(0) + h),
            NDArrayIndex.interval(before(1), before(1) + w))
        .assign(x);
    return wide;
  }

  long[] arguments(long padH, long padW, long mode, long format, long weightFormat) {
    return new long[] {
      weights.size(2),
      weights.size(3),
      stride[0],
      stride[1],
      padH,
      padW,
      dilation[0],
      dilation[1],
      mode,
      format,
      weightFormat
    };
  }
}
