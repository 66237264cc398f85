package org.xai4j.core.engine.cuda;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.engine.cuda.driver.KernelSources;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;

/** Numbers in a GPU's memory, in row-major order. */
final class CudaTensor implements Tensor {
  /** As in {@code elementwise.cu}. */
  private enum Binary {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    LARGER,
    SMALLER,
    STABILISED,
    BETWEEN
  }

  /** As in {@code elementwise.cu}. */
  private enum Unary {
    PLUS,
    TIMES,
    POSITIVE,
    NEGATIVE,
    MAGNITUDE,
    IS_POSITIVE,
    IS_NOT_NEGATIVE,
    IS_NEGATIVE
  }

  private final CudaDevice device;
  private final DataType type;
  private final long[] shape;
  private final CudaBlock block;
  private final long offset;

  CudaTensor(CudaDevice device, DataType type, long[] shape, CudaBlock block, long offset) {
    this.device = device;
    this.type = type;
    this.shape = shape;
    this.block = block;
    this.offset = offset;
  }

  long address() {
    return block.address() + offset;
  }

  /** A tensor of any content, of this one's type. */
  CudaTensor empty(long... other) {
    return device.empty(type, other);
  }

  /** The number of elements. */
  int cells() {
    return (int) length();
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public DataType type() {
    return type;
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  @Override
  public int rank() {
    return shape.length;
  }

  private CudaTensor binary(Binary operation, Tensor other, double number) {
    CudaTensor b = (CudaTensor) other;
    if (Arrays.equals(shape, b.shape)) {
      CudaTensor out = empty(shape);
      device.cells(
          "binary", type, cells(), out, this, b, cells(), KernelSources.number(operation), number);
      return out;
    }
    CudaTensor out = empty(Axes.together(shape, b.shape));
    int[] axes =
        Axes.of(out.shape, Axes.stretched(shape, out.shape), Axes.stretched(b.shape, out.shape))
            .packed();
    int n = out.cells();
    device.cells(
        "binary_stretched",
        type,
        n,
        out,
        this,
        b,
        n,
        axes,
        KernelSources.number(operation),
        number);
    return out;
  }

  @Override
  public Tensor add(Tensor other) {
    return binary(Binary.ADD, other, 0);
  }

  @Override
  public Tensor sub(Tensor other) {
    return binary(Binary.SUBTRACT, other, 0);
  }

  @Override
  public Tensor mul(Tensor other) {
    return binary(Binary.MULTIPLY, other, 0);
  }

  @Override
  public Tensor div(Tensor other) {
    return binary(Binary.DIVIDE, other, 0);
  }

  @Override
  public Tensor max(Tensor other) {
    return binary(Binary.LARGER, other, 0);
  }

  @Override
  public Tensor min(Tensor other) {
    return binary(Binary.SMALLER, other, 0);
  }

  @Override
  public Tensor div(Tensor z, double epsilon) {
    return binary(Binary.STABILISED, z, epsilon);
  }

  @Override
  public Tensor lerp(Tensor to, double place) {
    return binary(Binary.BETWEEN, to, place);
  }

  private CudaTensor unary(Unary operation, double number) {
    CudaTensor out = empty(shape);
    device.cells(
        "unary", type, cells(), out, this, cells(), KernelSources.number(operation), number);
    return out;
  }

  @Override
  public Tensor add(double number) {
    return number == 0 ? this : unary(Unary.PLUS, number);
  }

  @Override
  public Tensor mul(double number) {
    return number == 1 ? this : unary(Unary.TIMES, number);
  }

  @Override
  public Tensor positive() {
    return unary(Unary.POSITIVE, 0);
  }

  @Override
  public Tensor negative() {
    return unary(Unary.NEGATIVE, 0);
  }

  @Override
  public Tensor abs() {
    return unary(Unary.MAGNITUDE, 0);
  }

  @Override
  public Tensor mask(Sign sign) {
    return unary(
        switch (sign) {
          case POSITIVE -> Unary.IS_POSITIVE;
          case NOT_NEGATIVE -> Unary.IS_NOT_NEGATIVE;
          case NEGATIVE -> Unary.IS_NEGATIVE;
        },
        0);
  }

  @Override
  public Tensor sum(int... axes) {
    return Groups.of(shape, axes).sum(this);
  }

  @Override
  public double least() {
    int blocks = Math.min(256, device.most(cells()));
    CudaTensor some = empty(blocks);
    device.blocks("least", type, blocks, some, this, cells());
    CudaTensor one = empty(1);
    device.blocks("least", type, 1, one, some, blocks);
    return one.doubles()[0];
  }

  @Override
  public Tensor rows(long from, long to) {
    if (from == 0 && to == shape[0]) {
      return this;
    }
    long[] part = shape.clone();
    part[0] = to - from;
    long row = length() / shape[0] * type.width();
    return new CudaTensor(device, type, part, block, offset + from * row);
  }

  @Override
  public Tensor permute(int... order) {
    long[] strides = Axes.strides(shape);
    long[] other = new long[order.length];
    long[] steps = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      other[i] = shape[order[i]];
      steps[i] = strides[order[i]];
    }
    CudaTensor out = empty(other);
    device.copy(this, 0, steps, out, 0, Axes.strides(other), other);
    return out;
  }

  @Override
  public Tensor reshape(long... other) {
    return Arrays.equals(shape, other)
        ? this
        : new CudaTensor(device, type, other.clone(), block, offset);
  }

  @Override
  public Tensor broadcast(long... wanted) {
    if (Arrays.equals(shape, wanted)) {
      return this;
    }
    CudaTensor out = empty(wanted);
    device.copy(this, 0, Axes.stretched(shape, wanted), out, 0, Axes.strides(wanted), wanted);
    return out;
  }

  @Override
  public double[] doubles() {
    if (type == DataType.FLOAT) {
      float[] values = floats();
      double[] wide = new double[values.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = values[i];
      }
      return wide;
    }
    double[] values = new double[cells()];
    try (DoublePointer memory = new DoublePointer(values.length)) {
      device.copyOut(this, memory.address());
      memory.get(values);
    }
    return values;
  }

  @Override
  public float[] floats() {
    float[] values = new float[cells()];
    if (type == DataType.DOUBLE) {
      double[] wide = doubles();
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) wide[i];
      }
      return values;
    }
    try (FloatPointer memory = new FloatPointer(values.length)) {
      device.copyOut(this, memory.address());
      memory.get(values);
    }
    return values;
  }

  @Override
  public INDArray array() {
    INDArray array = Nd4j.createUninitialized(type, shape, 'c');
    long start = array.data().pointer().address() + array.offset() * type.width();
    device.copyOut(this, start);
    return array;
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
