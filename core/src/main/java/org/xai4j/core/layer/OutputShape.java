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
    return switch (layer.family()) {
      case CONSTANT -> ((Constant) layer).value().shape().clone();
      case CUSTOM -> ((CustomLayer) layer).outputShape(inputs);
      case ACTIVATION,
          BATCH_NORMALIZATION,
          DROPOUT,
          INPUT,
          INSTANCE_NORMALIZATION,
          LAYER_NORMALIZATION,
          PRELU,
          SOFTMAX ->
          inputs[0].clone();
      case DENSE -> dense((Dense) layer, inputs[0].clone());
      case CONVOLUTION -> convolved((Convolution) layer, inputs[0].clone());
      case TRANSPOSED_CONVOLUTION -> enlarged((TransposedConvolution) layer, inputs[0].clone());
      case POOLING -> pooled((Pooling) layer, inputs[0].clone());
      case REDUCTION -> reduced((Reduction) layer, inputs[0].clone());
      case ELEMENTWISE -> stretched(layer, inputs[0], inputs[1], inputs);
      case MATMUL -> product((MatMul) layer, inputs);
      case EMBEDDING -> embedded((Embedding) layer, inputs[0]);
      case RECURRENT -> recurrent((Recurrent) layer, inputs[0].clone());
      case CONCAT -> joined((Concat) layer, inputs);
      case RESHAPE -> reshaped((Reshape) layer, inputs[0]);
      case TRANSPOSE -> transposed((Transpose) layer, inputs[0]);
      case PAD -> padded((Pad) layer, inputs[0].clone());
      case SLICE -> cut((Slice) layer, inputs[0].clone());
      case GATHER -> gathered((Gather) layer, inputs[0].clone());
      case EXPAND -> expanded((Expand) layer, inputs[0].clone());
      case UPSAMPLE -> upsampled((Upsample) layer, inputs[0].clone());
    };
  }

  private static long[] dense(Dense layer, long[] x) {
    check(layer, x[x.length - 1] == layer.weights().size(0), x);
    x[x.length - 1] = layer.weights().size(1);
    return x;
  }

  private static long[] convolved(Convolution layer, long[] x) {
    check(layer, x.length == layer.weights().rank(), x);
    check(layer, x[1] == layer.weights().size(1) * layer.groups(), x);
    long[] kernel = Arrays.copyOfRange(layer.weights().shape(), 2, x.length);
    slide(layer, x, kernel, layer.stride(), layer.padding(), layer.dilation(), false);
    x[1] = layer.weights().size(0);
    return x;
  }

  private static long[] enlarged(TransposedConvolution layer, long[] x) {
    check(layer, x.length == layer.weights().rank() && x[1] == layer.weights().size(0), x);
    x[1] = layer.weights().size(1) * layer.groups();
    int axes = x.length - 2;
    for (int i = 0; i < axes; i++) {
      long extent = layer.dilation().get(i) * (layer.weights().size(2 + i) - 1) + 1;
      int padding = layer.padding().get(i) + layer.padding().get(axes + i);
      long added = extent - padding + layer.outputPadding().get(i);
      x[2 + i] = (x[2 + i] - 1) * layer.stride().get(i) + added;
    }
    return x;
  }

  private static long[] pooled(Pooling layer, long[] x) {
    long[] kernel = layer.kernel().stream().mapToLong(k -> k).toArray();
    check(layer, x.length == kernel.length + 2, x);
    slide(layer, x, kernel, layer.stride(), layer.padding(), layer.dilation(), layer.ceil());
    return x;
  }

  private static long[] embedded(Embedding layer, long[] ids) {
    long[] x = Arrays.copyOf(ids, ids.length + 1);
    x[ids.length] = layer.weights().size(1);
    return x;
  }

  private static long[] recurrent(Recurrent layer, long[] x) {
    x[layer.layout() == Recurrent.Layout.BATCH_FEATURE_TIME ? 1 : 2] = layer.units();
    return x;
  }

  private static long[] joined(Concat layer, long[]... inputs) {
    long[] x = inputs[0].clone();
    int axis = at(layer.axis(), x);
    x[axis] = Arrays.stream(inputs).mapToLong(shape -> shape[axis]).sum();
    return x;
  }

  private static long[] transposed(Transpose layer, long[] x) {
    return layer.permutation().stream().mapToLong(axis -> x[axis]).toArray();
  }

  private static long[] padded(Pad layer, long[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] += layer.before().get(i) + layer.after().get(i);
    }
    return x;
  }

  private static long[] cut(Slice layer, long[] x) {
    int axis = at(layer.axis(), x);
    x[axis] = layer.length(x[axis]);
    return x;
  }

  private static long[] expanded(Expand layer, long[] x) {
    for (int i = 0; i < x.length; i++) {
      x[i] = x[i] == 1 && layer.shape().get(i) > 1 ? layer.shape().get(i) : x[i];
    }
    return x;
  }

  private static long[] upsampled(Upsample layer, long[] x) {
    for (int i = 0; i < layer.factors().size(); i++) {
      x[2 + i] *= layer.factors().get(i);
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
