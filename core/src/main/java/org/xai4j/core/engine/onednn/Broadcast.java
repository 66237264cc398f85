package org.xai4j.core.engine.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.run.InputException;

/**
 * Operations of two tensors, one of which may be stretched. oneDNN is fast where the second lies
 * along one axis of a blocked layout or along the middle of three axes; the rest is brought to that
 * or written out.
 */
final class Broadcast {
  private Broadcast() {}

  static OneDnnTensor binary(algorithm operation, OneDnnTensor a, OneDnnTensor b) {
    long[] x = a.shape();
    long[] y = b.shape();
    if (Arrays.equals(x, y)) {
      return run(operation, a, b.in(a.layout()));
    }
    long[] shape = shape(x, y);
    if (!Arrays.equals(shape, x)) {
      return commutes(operation) && Arrays.equals(shape, y)
          ? binary(operation, b, a)
          : binary(operation, stretched(a, shape), b);
    }
    long[] raised = raised(y, x.length);
    if (!a.layout().plain() && alongChannels(raised, x)) {
      OneDnnTensor second = (OneDnnTensor) b.reshape(raised);
      return run(operation, a, second.in(Kernels.beside(a.layout(), raised)));
    }
    OneDnnTensor first = a.plain();
    List<Segment> segments = segments(x, raised);
    if (segments.size() > 3 || (segments.size() == 3 && segments.get(0).same())) {
      return run(operation, first, stretched(b, x).in(first.layout()));
    }
    if (segments.isEmpty()) {
      return run(operation, first, (OneDnnTensor) b.plain().reshape(x));
    }
    return (OneDnnTensor) beside(operation, first, b, segments).reshape(x);
  }

  /** The second lies along the middle of three axes, or is a number. */
  private static OneDnnTensor beside(
      algorithm operation, OneDnnTensor a, OneDnnTensor b, List<Segment> segments) {
    long[] three = {1, 1, 1};
    int at = segments.get(0).same() ? 1 : 0;
    for (Segment segment : segments) {
      three[at++] = segment.length();
    }
    OneDnnTensor middle = b.plain();
    if (b.length() == 1) {
      // A number alone is slow, a vector of it is not.
      long vector = vector(a.shape());
      three = new long[] {a.length() / vector, vector, 1};
      middle = stretched((OneDnnTensor) b.reshape(1), vector);
    }
    return run(
        operation,
        a.view(MemoryLayout.plain(three), 0),
        middle.view(MemoryLayout.plain(1, three[1], 1), 0));
  }

  /** As many last axes as make a vector. */
  private static long vector(long... shape) {
    long vector = 1;
    for (int i = shape.length - 1; i >= 0 && vector < 16; i--) {
      vector *= shape[i];
    }
    return vector;
  }

  private static OneDnnTensor run(algorithm operation, OneDnnTensor a, OneDnnTensor b) {
    OneDnnTensor result = a.like();
    Kernels.binary(operation, a.layout(), b.layout()).run(a.memory(), b.memory(), result.memory());
    return result;
  }

  private static boolean commutes(algorithm operation) {
    return operation == algorithm.binary_add
        || operation == algorithm.binary_mul
        || operation == algorithm.binary_max
        || operation == algorithm.binary_min;
  }

  private static boolean alongChannels(long[] b, long[] a) {
    for (int i = 0; i < b.length; i++) {
      if (i != 1 && b[i] != 1) {
        return false;
      }
    }
    return b.length > 2 && b[1] == a[1];
  }

  static long[] raised(long[] shape, int rank) {
    long[] raised = new long[rank];
    Arrays.fill(raised, 1);
    System.arraycopy(shape, 0, raised, rank - shape.length, shape.length);
    return raised;
  }

  private static long[] shape(long[] a, long[] b) {
    int rank = Math.max(a.length, b.length);
    long[] x = raised(a, rank);
    long[] y = raised(b, rank);
    for (int i = 0; i < rank; i++) {
      InputException.check(
          x[i] == y[i] || x[i] == 1 || y[i] == 1,
          "The shapes %s and %s do not fit together.",
          Arrays.toString(a),
          Arrays.toString(b));
      x[i] = Math.max(x[i], y[i]);
    }
    return x;
  }

  /** Neighbouring axes that are all stretched or all the same. */
  private record Segment(boolean same, long length) {}

  private static List<Segment> segments(long[] shape, long[] from) {
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == 1) {
        continue;
      }
      boolean same = shape[i] == from[i];
      int last = segments.size() - 1;
      if (last >= 0 && segments.get(last).same() == same) {
        segments.set(last, new Segment(same, segments.get(last).length() * shape[i]));
      } else {
        segments.add(new Segment(same, shape[i]));
      }
    }
    return segments;
  }

  /** Axes of length 1 written out. */
  static OneDnnTensor stretched(OneDnnTensor x, long... shape) {
    if (Arrays.equals(x.shape(), shape)) {
      return x;
    }
    List<Segment> segments = segments(shape, raised(x.shape(), shape.length));
    OneDnnTensor plain = x.plain();
    return (OneDnnTensor)
        (segments.stream().allMatch(Segment::same) ? plain : written(plain, segments))
            .reshape(shape);
  }

  /** Writes out the first segment that is stretched, then the others. */
  private static OneDnnTensor written(OneDnnTensor x, List<Segment> segments) {
    int at = segments.get(0).same() ? 1 : 0;
    long outer = at == 0 ? 1 : segments.get(0).length();
    long times = segments.get(at).length();
    long inner = x.length() / outer;
    OneDnnTensor wide;
    if (inner == 1) {
      OneDnnTensor zeros = (OneDnnTensor) x.device().filled(DataType.FLOAT, 0, 1, outer, times);
      wide = run(algorithm.binary_add, zeros, x.view(MemoryLayout.plain(1, outer, 1), 0));
    } else {
      wide = OneDnnTensor.empty((OneDnnDevice) x.device(), times, outer, inner);
      repeat(x.memory(), x.length() * Float.BYTES, wide.memory(), wide.length() * Float.BYTES);
      wide = outer == 1 ? wide : (OneDnnTensor) wide.permute(1, 0, 2);
    }
    if (at + 2 >= segments.size()) {
      return wide;
    }
    List<Segment> rest = new ArrayList<>(segments.subList(at + 2, segments.size()));
    rest.add(0, new Segment(true, outer * times * segments.get(at + 1).length()));
    return written(wide, rest);
  }

  /** Copies a run again and again, twice as much each time. */
  static void repeat(Pointer from, long run, Pointer to, long whole) {
    Pointer.memcpy(to, from, Math.min(run, whole));
    long done = run;
    while (done < whole) {
      long count = Math.min(done, whole - done);
      Pointer.memcpy(new Address(to.address() + done), to, count);
      done += count;
    }
  }
}
