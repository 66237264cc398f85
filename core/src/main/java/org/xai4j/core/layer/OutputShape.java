package org.xai4j.core.layer;

import java.util.Arrays;
import java.util.List;
import org.xai4j.core.run.InputException;

/** The shape of a layer's output, from the shapes of its inputs alone: nothing is run. */
public final class OutputShape {
  private OutputShape() {}

  /**
   * The shape of an output.
   *
   * @param layer any layer
   * @param inputs one shape per input, batch included
   * @return the output's shape, batch included
   * @throws InputException if the layer does not take such inputs
   */
  public static long[] of(Layer layer, long[]... inputs) {
    if (layer instanceof Constant constant) {
      return constant.value().shape().clone();
    }
    if (layer instanceof CustomLayer custom) {
      return custom.outputShape(inputs);
    }
    long[] x = inputs[0].clone();
    if (layer instanceof Dense dense) {
      check(layer, x[x.length - 1] == dense.weights().size(0), inputs);
      x[x.length - 1] = dense.weights().size(1);
    } else if (layer instanceof Convolution l) {
      check(layer, x.length == l.weights().rank(), inputs);
      check(layer, x[1] == l.weights().size(1) * l.groups(), inputs);
      x[1] = l.weights().size(0);
      long[] kernel = Arrays.copyOfRange(l.weights().shape(), 2, x.length);
      slide(layer, x, kernel, l.stride(), l.padding(), l.dilation(), false);
    } else if (layer instanceof TransposedConvolution l) {
      check(layer, x.length == l.weights().rank() && x[1] == l.weights().size(0), inputs);
      x[1] = l.weights().size(1) * l.groups();
      int axes = x.length - 2;
      for (int i = 0; i < axes; i++) {
        long extent = l.dilation().get(i) * (l.weights().size(2 + i) - 1) + 1;
        int padding = l.padding().get(i) + l.padding().get(axes + i);
        x[2 + i] = (x[2 + i] - 1) * l.stride().get(i) + extent - padding + l.outputPadding().get(i);
      }
    } else if (layer instanceof Pooling l) {
      long[] kernel = l.kernel().stream().mapToLong(k -> k).toArray();
      check(layer, x.length == kernel.length + 2, inputs);
      slide(layer, x, kernel, l.stride(), l.padding(), l.dilation(), l.ceil());
    } else if (layer instanceof Reduction l) {
      return reduced(l, x);
    } else if (layer instanceof Elementwise || layer instanceof PRelu) {
      return layer instanceof PRelu ? x : stretched(layer, inputs[0], inputs[1], inputs);
    } else if (layer instanceof MatMul l) {
      return product(l, inputs);
    } else if (layer instanceof Embedding l) {
      x = Arrays.copyOf(x, x.length + 1);
      x[x.length - 1] = l.weights().size(1);
    } else if (layer instanceof Recurrent l) {
      x[l.layout() == Recurrent.Layout.BATCH_FEATURE_TIME ? 1 : 2] = l.units();
    } else if (layer instanceof Concat l) {
      int axis = at(l.axis(), x);
      x[axis] = Arrays.stream(inputs).mapToLong(shape -> shape[axis]).sum();
    } else if (layer instanceof Reshape l) {
      return reshaped(l, x);
    } else if (layer instanceof Transpose l) {
      for (int i = 0; i < x.length; i++) {
        x[i] = inputs[0][l.permutation().get(i)];
      }
    } else if (layer instanceof Pad l) {
      for (int i = 0; i < x.length; i++) {
        x[i] += l.before().get(i) + l.after().get(i);
      }
    } else if (layer instanceof Slice l) {
      int axis = at(l.axis(), x);
      x[axis] = l.length(x[axis]);
    } else if (layer instanceof Gather l) {
      return gathered(l, x);
    } else if (layer instanceof Expand l) {
      for (int i = 0; i < x.length; i++) {
        x[i] = x[i] == 1 && l.shape().get(i) > 1 ? l.shape().get(i) : x[i];
      }
    } else if (layer instanceof Upsample l) {
      for (int i = 0; i < l.factors().size(); i++) {
        x[2 + i] *= l.factors().get(i);
      }
    }
    return x;
  }

  private static void check(Layer layer, boolean fits, long[]... inputs) {
    InputException.check(
        fits, "A layer of type %s does not take %s.", layer.type(), Arrays.deepToString(inputs));
  }

  private static int at(int axis, long[] shape) {
    return axis < 0 ? axis + shape.length : axis;
  }

  private static void slide(
      Layer layer,
      long[] x,
      long[] kernel,
      List<Integer> stride,
      List<Integer> padding,
      List<Integer> dilation,
      boolean ceil) {
    int axes = kernel.length;
    for (int i = 0; i < axes; i++) {
      int before = padding.get(i);
      long size = x[2 + i];
      long span = size + before + padding.get(axes + i) - dilation.get(i) * (kernel[i] - 1) - 1;
      check(layer, span >= 0, x);
      long step = stride.get(i);
      long count = (ceil ? (span + step - 1) / step : span / step) + 1;
      // A window that starts in the padding behind the input does not count.
      x[2 + i] = ceil && (count - 1) * step >= size + before ? count - 1 : count;
    }
  }

  private static long[] reduced(Reduction layer, long[] x) {
    boolean[] gone = new boolean[x.length];
    for (int axis : layer.axes()) {
      gone[at(axis, x)] = true;
    }
    if (layer.keepAxes()) {
      for (int i = 0; i < x.length; i++) {
        x[i] = gone[i] ? 1 : x[i];
      }
      return x;
    }
    return java.util.stream.IntStream.range(0, x.length)
        .filter(i -> !gone[i])
        .mapToLong(i -> x[i])
        .toArray();
  }

  private static long[] stretched(Layer layer, long[] a, long[] b, long[]... inputs) {
    int rank = Math.max(a.length, b.length);
    long[] shape = new long[rank];
    for (int i = 1; i <= rank; i++) {
      long p = i <= a.length ? a[a.length - i] : 1;
      long q = i <= b.length ? b[b.length - i] : 1;
      check(layer, p == q || p == 1 || q == 1, inputs);
      shape[rank - i] = Math.max(p, q);
    }
    return shape;
  }

  private static long[] product(MatMul layer, long[]... inputs) {
    long[] a = inputs[0];
    long[] b = inputs[1];
    check(layer, a.length >= 2 && b.length >= 2, inputs);
    long rows = a[a.length - (layer.transposeFirst() ? 1 : 2)];
    long left = a[a.length - (layer.transposeFirst() ? 2 : 1)];
    long right = b[b.length - (layer.transposeSecond() ? 1 : 2)];
    long columns = b[b.length - (layer.transposeSecond() ? 2 : 1)];
    check(layer, left == right, inputs);
    long[] batch =
        stretched(layer, Arrays.copyOf(a, a.length - 2), Arrays.copyOf(b, b.length - 2), inputs);
    long[] shape = Arrays.copyOf(batch, batch.length + 2);
    shape[batch.length] = rows;
    shape[batch.length + 1] = columns;
    return shape;
  }

  private static long[] reshaped(Reshape layer, long[] x) {
    long length = Arrays.stream(x).reduce(1, (a, b) -> a * b);
    long[] shape = new long[layer.shape().size()];
    long known = 1;
    int inferred = -1;
    for (int i = 0; i < shape.length; i++) {
      long wanted = layer.shape().get(i);
      shape[i] = wanted == 0 ? x[i] : wanted;
      if (shape[i] < 0) {
        inferred = i;
      } else {
        known *= shape[i];
      }
    }
    if (inferred >= 0) {
      shape[inferred] = known == 0 ? 0 : length / known;
      known *= shape[inferred];
    }
    InputException.check(
        known == length,
        "An array of shape %s cannot be reshaped to %s.",
        Arrays.toString(x),
        layer.shape());
    return shape;
  }

  private static long[] gathered(Gather layer, long[] x) {
    int axis = at(layer.axis(), x);
    x[axis] = layer.indices().size();
    if (!layer.dropAxis()) {
      return x;
    }
    long[] less = new long[x.length - 1];
    for (int i = 0; i < less.length; i++) {
      less[i] = x[i < axis ? i : i + 1];
    }
    return less;
  }
}
