package org.xai4j.core.importer.onnx.internal;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/**
 * An array known when the file is read: weights, constants, shapes. Unlike ND4J's arrays it may
 * have no axes or no elements; weights stay in the file's bytes until they are asked for.
 */
public final class Value {
  /** What the elements are; all are kept as floating-point numbers. */
  public enum Kind {
    REAL,
    INTEGER,
    BOOLEAN
  }

  private final Kind kind;
  private final long[] shape;
  private final Supplier<Object> data;

  private Value(Kind kind, long[] shape, Supplier<Object> data) {
    this.kind = kind;
    this.shape = shape;
    this.data = data;
  }

  /** A value whose elements, a {@code FloatBuffer} or {@code double[]}, are read on each access. */
  public static Value stored(Kind kind, long[] shape, Supplier<Object> data) {
    return new Value(kind, shape, data);
  }

  public static Value of(Kind kind, double[] data, long... shape) {
    return new Value(kind, shape, () -> data);
  }

  public static Value scalar(Kind kind, double value) {
    return of(kind, new double[] {value});
  }

  public static Value integers(long... values) {
    return of(Kind.INTEGER, Arrays.stream(values).asDoubleStream().toArray(), values.length);
  }

  public static Value filled(Kind kind, double value, long... shape) {
    double[] data = new double[count(shape)];
    Arrays.fill(data, value);
    return of(kind, data, shape);
  }

  /** The number of elements, which may be needed as doubles. */
  public static int count(long... shape) {
    return Budget.elements(shape, Double.BYTES, "An array of the ONNX file");
  }

  public Kind kind() {
    return kind;
  }

  public long[] shape() {
    return shape;
  }

  public int rank() {
    return shape.length;
  }

  public int length() {
    return count(shape);
  }

  /** The elements in row-major order; not to be written to. */
  public double[] doubles() {
    Object values = data.get();
    if (values instanceof double[] wide) {
      return wide;
    }
    FloatBuffer narrow = (FloatBuffer) values;
    double[] wide = new double[narrow.remaining()];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = narrow.get(i);
    }
    return wide;
  }

  public long[] longs() {
    return Arrays.stream(doubles()).mapToLong(d -> (long) d).toArray();
  }

  /** As an ND4J array of the same shape; one without axes gets one. */
  public INDArray array(DataType type) {
    return rank() == 0 ? array(type, 1) : array(type, shape);
  }

  public INDArray array(DataType type, long... as) {
    Object values = data.get();
    return type == DataType.FLOAT && values instanceof FloatBuffer floats
        ? NdArrays.array(floats, as)
        : NdArrays.array(type, doubles(), as);
  }

  /** The one number that all elements are; NaN if they differ. */
  public double uniform() {
    double[] all = doubles();
    for (double d : all) {
      if (d != all[0]) {
        return Double.NaN;
      }
    }
    return all.length == 0 ? Double.NaN : all[0];
  }

  public boolean sameAs(Value other) {
    return this == other
        || (Arrays.equals(shape, other.shape) && Arrays.equals(doubles(), other.doubles()));
  }

  public Value reshaped(long... newShape) {
    return new Value(kind, newShape, data);
  }

  public Value map(Kind newKind, DoubleUnaryOperator change) {
    return of(newKind, Arrays.stream(doubles()).map(change).toArray(), shape);
  }

  /** Element by element, with broadcasting. */
  public static Value zip(Kind kind, Value a, Value b, DoubleBinaryOperator combine) {
    long[] wide = broadcast(a.shape, b.shape);
    double[] left = a.expanded(wide).doubles();
    double[] right = b.expanded(wide).doubles();
    double[] out = new double[left.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = combine.applyAsDouble(left[i], right[i]);
    }
    return of(kind, out, wide);
  }

  /** The shape two shapes broadcast to. */
  public static long[] broadcast(long[] a, long[] b) {
    int rank = Math.max(a.length, b.length);
    long[] wide = new long[rank];
    for (int i = 0; i < rank; i++) {
      long x = i < rank - a.length ? 1 : a[i - rank + a.length];
      long y = i < rank - b.length ? 1 : b[i - rank + b.length];
      InputException.check(
          x == y || x == 1 || y == 1,
          "The shapes %s and %s do not broadcast.",
          Arrays.toString(a),
          Arrays.toString(b));
      wide[i] = x == 1 ? y : x;
    }
    return wide;
  }

  public Value expanded(long... wide) {
    if (Arrays.equals(shape, wide)) {
      return this;
    }
    long[] strides = strides();
    long[] steps = new long[wide.length];
    int extra = wide.length - shape.length;
    for (int i = extra; i < wide.length; i++) {
      steps[i] = shape[i - extra] == 1 ? 0 : strides[i - extra];
    }
    return strided(wide, steps);
  }

  public Value permuted(int... permutation) {
    long[] strides = strides();
    long[] to = new long[shape.length];
    long[] steps = new long[shape.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = shape[permutation[i]];
      steps[i] = strides[permutation[i]];
    }
    return strided(to, steps);
  }

  private long[] strides() {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= shape[i];
    }
    return strides;
  }

  private Value strided(long[] to, long[] steps) {
    double[] in = doubles();
    double[] out = new double[count(to)];
    long[] position = new long[to.length];
    int from = 0;
    for (int i = 0; i < out.length; i++) {
      out[i] = in[from];
      for (int axis = to.length - 1; axis >= 0; axis--) {
        from += (int) steps[axis];
        if (++position[axis] < to[axis]) {
          break;
        }
        from -= (int) (steps[axis] * to[axis]);
        position[axis] = 0;
      }
    }
    return of(kind, out, to);
  }

  /** Cells of one axis, in a given order. */
  public Value take(int axis, long... indices) {
    double[] in = doubles();
    long[] to = shape.clone();
    to[axis] = indices.length;
    int inner = count(Arrays.copyOfRange(shape, axis + 1, shape.length));
    int outer = count(Arrays.copyOf(shape, axis));
    double[] out = new double[count(to)];
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < indices.length; i++) {
        InputException.check(
            indices[i] >= 0 && indices[i] < shape[axis],
            "Index %d is out of range for an axis of %d.",
            indices[i],
            shape[axis]);
        int from = (o * (int) shape[axis] + (int) indices[i]) * inner;
        System.arraycopy(in, from, out, (o * indices.length + i) * inner, inner);
      }
    }
    return of(kind, out, to);
  }

  public static Value concat(int axis, List<Value> parts) {
    long[] to = parts.get(0).shape.clone();
    to[axis] = parts.stream().mapToLong(p -> p.shape[axis]).sum();
    double[] out = new double[count(to)];
    int outer = count(Arrays.copyOf(to, axis));
    int row = outer == 0 ? 0 : out.length / outer;
    int start = 0;
    for (Value part : parts) {
      double[] in = part.doubles();
      int width = outer == 0 ? 0 : in.length / outer;
      for (int o = 0; o < outer; o++) {
        System.arraycopy(in, o * width, out, o * row + start, width);
      }
      start += width;
    }
    return of(parts.get(0).kind, out, to);
  }
}
