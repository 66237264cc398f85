package org.xai4j.core.engine.cuda;

import java.util.Arrays;

/**
 * The cells of an array in groups, along the axes that a reduction takes away.
 *
 * @param kept the shape of what stays; axes taken away have length 1
 * @param count groups
 * @param size cells of a group
 * @param leading axes that lead to a group's first cell, packed
 * @param through axes that lead through a group, packed
 */
record Groups(long[] kept, int count, int size, int[] leading, int[] through) {
  /** Groups of fewer cells have a thread each, others a block of threads. */
  private static final int FEW = 64;

  static Groups of(long[] shape, int... axes) {
    long[] kept = shape.clone();
    long[] gone = new long[shape.length];
    Arrays.fill(gone, 1);
    for (int axis : axes) {
      int at = axis < 0 ? axis + shape.length : axis;
      gone[at] = shape[at];
      kept[at] = 1;
    }
    long[] strides = Axes.strides(shape);
    long[] none = new long[shape.length];
    return new Groups(
        kept,
        (int) product(kept),
        (int) product(gone),
        Axes.of(kept, strides, none).packed(),
        Axes.of(gone, strides, none).packed());
  }

  private static long product(long... shape) {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  CudaTensor sum(CudaTensor x) {
    CudaTensor out = x.empty(kept);
    CudaDevice device = (CudaDevice) x.device();
    if (size < FEW) {
      device.cells("sums_by_thread", x.type(), count, out, x, count, size, leading, through);
    } else {
      device.blocks("sums_by_block", x.type(), count, out, x, count, size, leading, through);
    }
    return out;
  }
}
