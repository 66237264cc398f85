package org.xai4j.core.engine.onednn;

import org.xai4j.core.tensor.Tensor;

/** Parts of row-major tensors along an axis, copied out and in. */
final class Strided {
  private Strided() {}

  /**
   * Every step-th slice along an axis.
   *
   * @param from the first
   * @param count how many
   */
  static OneDnnTensor read(Tensor x, int axis, long from, long count, long step) {
    OneDnnTensor dense = ((OneDnnTensor) x).plain();
    long[] shape = x.shape();
    if (from == 0 && count == shape[axis]) {
      return dense;
    }
    long[] strides = Layout.strides(shape);
    shape[axis] = count;
    return part(dense, shape, strides, axis, from, step).plain();
  }

  /** Writes slices, which are as many as the part has, into a tensor that nobody reads yet. */
  static void write(OneDnnTensor into, OneDnnTensor part, int axis, long from, long step) {
    OneDnnTensor target = part(into, part.shape(), Layout.strides(into.shape()), axis, from, step);
    Kernels.reorder(part.layout(), target.layout()).run(part.memory(), target.memory());
  }

  private static OneDnnTensor part(
      OneDnnTensor whole, long[] shape, long[] strides, int axis, long from, long step) {
    long start = from * strides[axis] * Float.BYTES;
    long[] steps = strides.clone();
    steps[axis] *= step;
    return whole.view(Layout.of(Layout.strided(shape, steps)), start);
  }
}
