package org.xai4j.core.engine.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.javacpp.Pointer;
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
    long[] three = {1, 1, 1};
    int at = segments.get(0).same() ? 1 : 0;
    for (Segment segment : segments) {
      three[at++] = segment.length();
    }
    OneDnnTensor wide = first.view(Layout.plain(three), 0);
    OneDnnTensor middle = b.plain().view(Layout.plain(1, b.length() == 1 ? 1 : three[1], 1), 0);
    return (OneDnnTensor) run(operation, wide, middle).reshape(x);
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
    OneDnnTensor from = x.plain();
    OneDnnTensor to = OneDnnTensor.empty((OneDnnDevice) x.device(), shape);
    List<Segment> segments = segments(shape, raised(x.shape(), shape.length));
    boolean rows = segments.isEmpty() || (segments.size() <= 2 && !segments.get(0).same());
    if (rows) {
      repeat(from.memory(), from.length() * Float.BYTES, to.memory(), to.length() * Float.BYTES);
    } else {
      float[] values = from.floats();
      float[] wide = new float[(int) to.length()];
      fill(values, new int[] {0}, wide, new int[] {0}, segments, 0);
      to.elements().put(wide);
    }
    return to;
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

  private static void fill(
      float[] from, int[] at, float[] to, int[] put, List<Segment> segments, int depth) {
    if (depth == segments.size()) {
      to[put[0]++] = from[at[0]++];
      return;
    }
    Segment segment = segments.get(depth);
    int start = at[0];
    for (long i = 0; i < segment.length(); i++) {
      if (!segment.same()) {
        at[0] = start;
      }
      fill(from, at, to, put, segments, depth + 1);
    }
  }
}
