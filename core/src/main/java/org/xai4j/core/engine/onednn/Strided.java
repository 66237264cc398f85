package org.xai4j.core.engine.onednn;

import org.xai4j.core.tensor.Tensor;

/** Parts of row-major tensors along an axis, copied out and in. */
final class Strided {
  private Strided() {}

  /**
   * Neighbouring slices along an axis.
   *
   * @param from the first
   * @param count how many
   */
  static OneDnnTensor read(Tensor x, int axis, long from, long count) {
    OneDnnTensor dense = ((OneDnnTensor) x).plain();
    long[] shape = x.shape();
    if (from == 0 && count == shape[axis]) {
      return dense;
    }
    long[] strides = MemoryLayout.strides(shape);
    shape[axis] = count;
    return part(dense, shape, strides, axis, from).plain();
  }

  /**
   * Neighbouring slices along an axis.
   *
   * @param from the first
   * @param count how many
   * @param wanted the layout they are put into if the tensor's own blocks allow it
   */
  static OneDnnTensor read(Tensor x, int axis, long from, long count, MemoryLayout wanted) {
    OneDnnTensor whole = (OneDnnTensor) x;
    if (whole.layout().plain() || wanted.plain()) {
      return read(x, axis, from, count);
    }
    long[] shape = x.shape();
    long[] start = new long[shape.length];
    shape[axis] = count;
    start[axis] = from;
    return whole
        .layout()
        .part(shape, start)
        .map(part -> whole.view(part, 0).in(wanted))
        .orElseGet(() -> read(x, axis, from, count));
  }

  /** Writes slices, which are as many as the part has, into a tensor that nobody reads yet. */
  static void write(OneDnnTensor into, OneDnnTensor part, int axis, long from) {
    OneDnnTensor target = part(into, part.shape(), MemoryLayout.strides(into.shape()), axis, from);
    Kernels.reorder(part.layout(), target.layout()).run(part.memory(), target.memory());
  }

  private static OneDnnTensor part(
      OneDnnTensor whole, long[] shape, long[] strides, int axis, long from) {
    return whole.view(MemoryLayout.of(shape, strides), from * strides[axis] * Float.BYTES);
  }
}
