package org.xai4j.core.engine.onednn;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;

/** Floats in a layout of oneDNN's; padding cells of blocked layouts are zero. */
final class OneDnnTensor implements Tensor {
  private final OneDnnDevice device;
  private final MemoryLayout layout;
  private final long[] shape;
  private final Block block;
  private final long offset;

  private OneDnnTensor(
      OneDnnDevice device, MemoryLayout layout, long[] shape, Block block, long offset) {
    this.device = device;
    this.layout = layout;
    this.shape = shape;
    this.block = block;
    this.offset = offset;
  }

  /** A tensor of any content. */
  static OneDnnTensor empty(OneDnnDevice device, MemoryLayout layout) {
    return new OneDnnTensor(device, layout, layout.shape(), Arena.block(layout.bytes()), 0);
  }

  /** A row-major tensor of any content. */
  static OneDnnTensor empty(OneDnnDevice device, long... shape) {
    MemoryLayout layout = MemoryLayout.plain(shape);
    return new OneDnnTensor(device, layout, shape.clone(), Arena.block(layout.bytes()), 0);
  }

  /**
   * A tensor that lies in an array's own memory; only to be read.
   *
   * @param array FLOAT on the host, in any order of its axes
   */
  static OneDnnTensor over(OneDnnDevice device, INDArray array) {
    long first = array.data().pointer().address() + array.offset() * Float.BYTES;
    long[] shape = array.shape();
    MemoryLayout layout =
        NdArrays.contiguous(array)
            ? MemoryLayout.plain(shape)
            : MemoryLayout.of(shape, array.stride());
    Block block = Block.lent(array, new Address(first), array.length() * Float.BYTES);
    return new OneDnnTensor(device, layout, shape, block, 0);
  }

  MemoryLayout layout() {
    return layout;
  }

  Address memory() {
    return block.at(offset);
  }

  /** The elements, of a row-major tensor. */
  FloatPointer elements() {
    return new Address(memory().address(), length());
  }

  /** This tensor's memory under another layout. */
  OneDnnTensor view(MemoryLayout other, long start) {
    return new OneDnnTensor(device, other, other.shape(), block, offset + start);
  }

  /** The same numbers in a layout; itself if they lie so. */
  OneDnnTensor in(MemoryLayout wanted) {
    if (wanted == layout) {
      return this;
    }
    OneDnnTensor moved = empty(device, wanted);
    Kernels.reorder(layout, wanted).run(memory(), moved.memory());
    return moved;
  }

  OneDnnTensor plain() {
    return layout.plain() ? this : in(MemoryLayout.plain(shape)).shaped(shape);
  }

  /**
   * The same numbers in a layout without cells that are none of them: oneDNN is many times slower
   * where what an operation makes of zeros is not zero.
   */
  private OneDnnTensor unfilled() {
    return layout.filled() ? in(MemoryLayout.plain(shape).byCells()) : this;
  }

  private OneDnnTensor shaped(long... other) {
    return new OneDnnTensor(device, MemoryLayout.plain(other), other, block, offset);
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public DataType type() {
    return DataType.FLOAT;
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  @Override
  public int rank() {
    return shape.length;
  }

  @Override
  public Tensor add(Tensor other) {
    return Broadcast.binary(algorithm.binary_add, this, (OneDnnTensor) other);
  }

  @Override
  public Tensor sub(Tensor other) {
    return Broadcast.binary(algorithm.binary_sub, this, (OneDnnTensor) other);
  }

  @Override
  public Tensor mul(Tensor other) {
    return Broadcast.binary(algorithm.binary_mul, this, (OneDnnTensor) other);
  }

  @Override
  public Tensor div(Tensor other) {
    return Broadcast.binary(algorithm.binary_div, unfilled(), (OneDnnTensor) other);
  }

  @Override
  public Tensor max(Tensor other) {
    return Broadcast.binary(algorithm.binary_max, this, (OneDnnTensor) other);
  }

  @Override
  public Tensor min(Tensor other) {
    return Broadcast.binary(algorithm.binary_min, this, (OneDnnTensor) other);
  }

  OneDnnTensor map(algorithm function, double alpha, double beta) {
    OneDnnTensor result = empty(device, layout, shape);
    Kernels.map(function, alpha, beta, layout).run(memory(), result.memory());
    return result;
  }

  private static OneDnnTensor empty(OneDnnDevice device, MemoryLayout layout, long... shape) {
    return new OneDnnTensor(device, layout, shape, Arena.block(layout.bytes()), 0);
  }

  /** A tensor of any content that lies as this one. */
  OneDnnTensor like() {
    return empty(device, layout, shape);
  }

  @Override
  public Tensor add(double number) {
    return number == 0 ? this : map(algorithm.eltwise_linear, 1, number);
  }

  @Override
  public Tensor mul(double number) {
    return number == 1 ? this : map(algorithm.eltwise_linear, number, 0);
  }

  @Override
  public Tensor div(Tensor z, double epsilon) {
    if (layout.filled()) {
      return unfilled().div(z, epsilon);
    }
    OneDnnTensor sums = (OneDnnTensor) z;
    if (!Arrays.equals(shape, sums.shape)) {
      sums = (OneDnnTensor) sums.broadcast(shape);
    }
    sums = sums.in(layout);
    if (epsilon != 0) {
      sums = sums.with(sums, Kernels.stabilized(layout, (float) epsilon));
    }
    if (epsilon < Float.MIN_NORMAL) {
      sums = sums.map(algorithm.eltwise_abs, 0, 0).with(sums, Kernels.guarded(layout));
    }
    OneDnnTensor result = like();
    Kernels.binary(algorithm.binary_div, layout, layout)
        .run(memory(), sums.memory(), result.memory());
    return result;
  }

  @Override
  public Tensor positive() {
    return map(algorithm.eltwise_relu, 0, 0);
  }

  @Override
  public Tensor negative() {
    return map(algorithm.eltwise_clip, Float.NEGATIVE_INFINITY, 0);
  }

  @Override
  public Tensor abs() {
    return map(algorithm.eltwise_abs, 0, 0);
  }

  @Override
  public Tensor mask(Sign sign) {
    algorithm operation =
        switch (sign) {
          case POSITIVE -> algorithm.binary_gt;
          case NOT_NEGATIVE -> algorithm.binary_ge;
          case NEGATIVE -> algorithm.binary_lt;
        };
    OneDnnTensor x = sign == Sign.NOT_NEGATIVE ? unfilled() : this;
    OneDnnTensor result = x.like();
    Kernels.Comparison comparison = Kernels.compare(operation, 0, x.layout);
    comparison.kernel().run(x.memory(), comparison.number().start(), result.memory());
    return result;
  }

  /** A kernel of this tensor, a number and this tensor again. */
  private OneDnnTensor with(OneDnnTensor again, Kernels.Comparison comparison) {
    OneDnnTensor result = like();
    comparison.kernel().run(memory(), comparison.number().start(), result.memory(), again.memory());
    return result;
  }

  @Override
  public Tensor sum(int... axes) {
    return Sums.over(this, axes);
  }

  @Override
  public double least() {
    float least = Float.POSITIVE_INFINITY;
    for (float value : floats()) {
      least = Math.min(least, value);
    }
    return least;
  }

  @Override
  public Tensor rows(long from, long to) {
    if (from == 0 && to == shape[0]) {
      return this;
    }
    Optional<MemoryLayout> apart = layout.rows(to - from);
    if (apart.isEmpty()) {
      return plain().rows(from, to);
    }
    return view(apart.get(), from * layout.rowBytes());
  }

  /** Adds versions of this tensor's rows, one behind the other, to its own memory. */
  void accumulate(OneDnnTensor versions) {
    Kernel add = Kernels.binary(algorithm.binary_add, layout, layout);
    for (long from = 0; from < versions.shape[0]; from += shape[0]) {
      OneDnnTensor version = ((OneDnnTensor) versions.rows(from, from + shape[0])).in(layout);
      add.run(memory(), version.memory(), memory());
    }
  }

  @Override
  public Tensor permute(int... order) {
    OneDnnTensor dense = plain();
    long[] strides = MemoryLayout.strides(shape);
    long[] dims = new long[order.length];
    long[] steps = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      dims[i] = shape[order[i]];
      steps[i] = strides[order[i]];
    }
    return dense.view(MemoryLayout.of(dims, steps), 0).plain();
  }

  @Override
  public Tensor reshape(long... other) {
    return Arrays.equals(shape, other) ? this : plain().shaped(other.clone());
  }

  @Override
  public Tensor broadcast(long... wanted) {
    return Broadcast.stretched(this, wanted);
  }

  @Override
  public double[] doubles() {
    float[] values = floats();
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  @Override
  public float[] floats() {
    float[] values = new float[(int) length()];
    plain().elements().get(values);
    return values;
  }

  @Override
  public INDArray array() {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    write(array, 0);
    return array;
  }

  @Override
  public void into(INDArray whole, long from) {
    long row = length() / shape[0];
    if (from + shape[0] > whole.size(0) || row * whole.size(0) != whole.length()) {
      throw new IllegalArgumentException(
          "rows "
              + Arrays.toString(shape)
              + " from "
              + from
              + " on do not fit in "
              + Arrays.toString(whole.shape()));
    }
    write(whole, from * row);
  }

  private void write(INDArray whole, long first) {
    Pointer.memcpy(
        new Address(whole.data().pointer().address() + (whole.offset() + first) * Float.BYTES),
        plain().memory(),
        length() * Float.BYTES);
  }

  @Override
  public INDArray copied() {
    // What blocks are laid out into belongs to the chunk and goes with it.
    OneDnnTensor dense = plain();
    return Chunks.outside(dense::array);
  }

  @Override
  public Tensor retain() {
    block.retain();
    return this;
  }

  @Override
  public void release() {
    block.release();
  }
}
