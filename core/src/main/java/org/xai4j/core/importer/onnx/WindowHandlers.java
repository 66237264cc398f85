package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.TransposedConvolution;

/** Convolutions and pooling. */
final class WindowHandlers {
  private WindowHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("Conv", Handler.one(WindowHandlers::convolution));
    all.put("ConvTranspose", Handler.one(WindowHandlers::transposed));
    all.put("MaxPool", Handler.one(call -> pooling(call, Pooling.Kind.MAX)));
    all.put("AveragePool", Handler.one(call -> pooling(call, Pooling.Kind.AVERAGE)));
    all.put("LpPool", Handler.one(WindowHandlers::norm));
    all.put("GlobalLpPool", Handler.one(WindowHandlers::globalNorm));
    all.put("Col2Im", Handler.one(WindowHandlers::folded));
    all.put("GlobalMaxPool", Handler.one(call -> global(call, Reduction.Kind.MAX)));
    all.put("GlobalAveragePool", Handler.one(call -> global(call, Reduction.Kind.MEAN)));
  }

  private static List<Integer> kernel(Value weights) {
    return Arrays.stream(weights.shape()).skip(2).mapToObj(d -> (int) d).toList();
  }

  private static INDArray bias(Call call, long length) {
    return call.has(2)
        ? call.constant(2, "bias").array(call.type())
        : Nd4j.zeros(call.type(), length);
  }

  private static GraphTensor convolution(Call call) {
    GraphTensor x = call.input(0);
    Value weights = call.constant(1, "kernel");
    int groups = call.integer("group", 1);
    WindowAttributes geometry = WindowAttributes.of(call, x, kernel(weights));
    call.check(
        x.shape().first()[1] == weights.shape()[1] * groups,
        "has a kernel for %d channels, its input has %d",
        weights.shape()[1] * groups,
        x.shape().first()[1]);
    return call.emit(
        new Convolution(
            weights.array(call.type()),
            bias(call, weights.shape()[0]),
            geometry.stride(),
            geometry.padding(),
            geometry.dilation(),
            groups),
        x);
  }

  private static GraphTensor transposed(Call call) {
    GraphTensor x = call.input(0);
    Value weights = call.constant(1, "kernel");
    List<Integer> kernel = kernel(weights);
    int axes = WindowAttributes.axes(call, x, kernel);
    int groups = call.integer("group", 1);
    call.check(
        x.shape().first()[1] == weights.shape()[0],
        "has a kernel for %d channels, its input has %d",
        weights.shape()[0],
        x.shape().first()[1]);
    List<Integer> stride = call.integers("strides", Collections.nCopies(axes, 1));
    List<Integer> dilation = call.integers("dilations", Collections.nCopies(axes, 1));
    List<Integer> extra =
        new ArrayList<>(call.integers("output_padding", Collections.nCopies(axes, 0)));
    List<Integer> padding = call.integers("pads", Collections.nCopies(2 * axes, 0));
    String auto = call.text("auto_pad", "NOTSET");
    if (auto.startsWith("SAME") || call.hasAttribute("output_shape")) {
      List<Integer> begins = new ArrayList<>();
      List<Integer> ends = new ArrayList<>();
      for (int i = 0; i < axes; i++) {
        int extent = dilation.get(i) * (kernel.get(i) - 1) + 1;
        int cut = extent - stride.get(i) + extra.get(i);
        if (call.hasAttribute("output_shape")) {
          call.check(x.fixed(i + 2), "has an output_shape but an input of free length");
          List<Integer> shape = call.integers("output_shape", List.of());
          int full = (int) (x.shape().first()[i + 2] - 1) * stride.get(i) + extent + extra.get(i);
          cut = full - shape.get(shape.size() - axes + i);
        }
        if (cut < 0) {
          extra.set(i, extra.get(i) - cut);
          cut = 0;
        }
        int less = cut / 2;
        begins.add(auto.equals("SAME_UPPER") ? less : cut - less);
        ends.add(auto.equals("SAME_UPPER") ? cut - less : less);
      }
      begins.addAll(ends);
      padding = begins;
    }
    return call.emit(
        new TransposedConvolution(
            weights.array(call.type()),
            bias(call, weights.shape()[1] * groups),
            stride,
            padding,
            extra,
            dilation,
            groups),
        x);
  }

  private static GraphTensor pooling(Call call, Pooling.Kind kind) {
    List<Integer> kernel = call.integers("kernel_shape", List.of());
    WindowAttributes geometry = WindowAttributes.of(call, call.input(0), kernel);
    boolean average = kind == Pooling.Kind.AVERAGE;
    if (average && geometry.dilation().stream().anyMatch(d -> d != 1)) {
      return dilatedMean(call, kernel, geometry);
    }
    return call.emit(
        new Pooling(
            kind,
            kernel,
            geometry.stride(),
            geometry.padding(),
            geometry.dilation(),
            call.integer("ceil_mode", 0) != 0,
            average && call.integer("count_include_pad", 0) != 0),
        call.input(0));
  }

  private static GraphTensor global(Call call, Reduction.Kind kind) {
    List<Integer> axes = IntStream.range(2, call.input(0).rank()).boxed().toList();
    return call.emit(new Reduction(kind, axes, true), call.input(0));
  }

  /** Sums over windows, a convolution of each channel with ones. Padding counts as zeros. */
  private static GraphTensor sums(
      Call call, GraphTensor x, List<Integer> kernel, WindowAttributes geometry) {
    call.check(x.fixed(1), "slides a window over a free number of channels");
    long channels = x.shape().first()[1];
    long[] shape = LongStream.concat(LongStream.of(channels, 1), longs(kernel)).toArray();
    return call.emit(
        new Convolution(
            Nd4j.ones(call.type(), shape),
            Nd4j.zeros(call.type(), channels),
            geometry.stride(),
            geometry.padding(),
            geometry.dilation(),
            (int) channels),
        x);
  }

  private static LongStream longs(List<Integer> list) {
    return list.stream().mapToLong(i -> i);
  }

  /** With padding behind for a last, partly covered window, where the attributes ask for one. */
  private static WindowAttributes whole(
      Call call, GraphTensor x, List<Integer> kernel, WindowAttributes geometry) {
    if (call.integer("ceil_mode", 0) == 0) {
      return geometry;
    }
    int axes = kernel.size();
    List<Integer> padding = new ArrayList<>(geometry.padding());
    for (int i = 0; i < axes; i++) {
      call.check(x.fixed(i + 2), "counts partly covered windows of an axis of free length");
      int step = geometry.stride().get(i);
      int before = padding.get(i);
      long size = x.shape().first()[i + 2];
      long reach = size + before + padding.get(axes + i);
      long span = reach - geometry.dilation().get(i) * (kernel.get(i) - 1) - 1;
      long rest = span % step;
      // A window that starts in the padding behind the input does not count.
      if (rest != 0 && (span / step + 1) * step < size + before) {
        padding.set(axes + i, padding.get(axes + i) + (int) (step - rest));
      }
    }
    return new WindowAttributes(geometry.stride(), padding, geometry.dilation());
  }

  /** Means over dilated windows: sums over the number of cells that count. */
  private static GraphTensor dilatedMean(
      Call call, List<Integer> kernel, WindowAttributes geometry) {
    GraphTensor x = call.input(0);
    WindowAttributes wide = whole(call, x, kernel, geometry);
    GraphTensor sums = sums(call, x, kernel, wide);
    boolean padded = wide.padding().stream().anyMatch(p -> p > 0);
    boolean counts = call.integer("count_include_pad", 0) != 0;
    if (!padded) {
      int cells = kernel.stream().reduce(1, (a, b) -> a * b);
      return ArithmeticHandlers.scaled(call, sums, 1.0 / cells);
    }
    int axes = kernel.size();
    double[] shares = {1};
    long[] shape = new long[axes + 2];
    Arrays.fill(shape, 1);
    for (int i = 0; i < axes; i++) {
      call.check(x.fixed(i + 2), "averages over a padded axis of free length");
      int before = geometry.padding().get(i);
      long low = counts ? -before : 0;
      long size = x.shape().first()[i + 2];
      long high = counts ? size + geometry.padding().get(axes + i) : size;
      double[] more = new double[(int) sums.shape().first()[i + 2]];
      for (int w = 0; w < more.length; w++) {
        long start = (long) w * geometry.stride().get(i) - before;
        int step = geometry.dilation().get(i);
        long inside =
            IntStream.range(0, kernel.get(i))
                .filter(k -> start + (long) k * step >= low && start + (long) k * step < high)
                .count();
        more[w] = 1.0 / inside;
      }
      double[] old = shares;
      shares = new double[old.length * more.length];
      int inner = more.length;
      Arrays.setAll(shares, c -> old[c / inner] * more[c % inner]);
      shape[i + 2] = inner;
    }
    return ArithmeticHandlers.apply(
        call, Operation.MULTIPLY, sums, call.value(Value.of(Value.Kind.REAL, shares, shape)));
  }

  /** (Σ |x|^p)^(1/p) over windows. */
  private static GraphTensor norm(Call call) {
    List<Integer> kernel = call.integers("kernel_shape", List.of());
    GraphTensor x = call.input(0);
    WindowAttributes geometry = WindowAttributes.of(call, x, kernel);
    WindowAttributes wide = whole(call, x, kernel, geometry);
    return root(call, sums(call, power(call, x), kernel, wide));
  }

  private static GraphTensor globalNorm(Call call) {
    GraphTensor x = call.input(0);
    List<Integer> axes = IntStream.range(2, x.rank()).boxed().toList();
    return root(call, call.emit(new Reduction(Reduction.Kind.SUM, axes, true), power(call, x)));
  }

  /** |x|^p. */
  private static GraphTensor power(Call call, GraphTensor x) {
    int p = call.integer("p", 2);
    call.check(p > 0, "has the norm p = %d", p);
    if (p % 2 == 0) {
      return call.emit(new Activation(Activation.Function.POWER, p, 0), x);
    }
    GraphTensor size = call.emit(Activation.of(Activation.Function.ABS), x);
    return p == 1 ? size : call.emit(new Activation(Activation.Function.POWER, p, 0), size);
  }

  private static GraphTensor root(Call call, GraphTensor sum) {
    int p = call.integer("p", 2);
    return switch (p) {
      case 1 -> sum;
      case 2 -> call.emit(Activation.of(Activation.Function.SQRT), sum);
      default -> call.emit(new Activation(Activation.Function.POWER, 1.0 / p, 0), sum);
    };
  }

  /** Columns of blocks [n, c·k, blocks] added up to an image: a transposed convolution. */
  private static GraphTensor folded(Call call) {
    GraphTensor x = call.input(0);
    long[] image = call.constant(1, "image_shape").longs();
    long[] block = call.constant(2, "block_shape").longs();
    int axes = block.length;
    int cells = Value.count(block);
    call.check(
        axes >= 1
            && axes <= 3
            && image.length == axes
            && x.rank() == 3
            && x.fixed(1)
            && x.shape().first()[1] % cells == 0,
        "puts blocks of %d axes into an image of %d from an array with %d axes",
        axes,
        image.length,
        x.rank());
    List<Integer> stride = call.integers("strides", Collections.nCopies(axes, 1));
    List<Integer> dilation = call.integers("dilations", Collections.nCopies(axes, 1));
    List<Integer> padding = call.integers("pads", Collections.nCopies(2 * axes, 0));
    List<Integer> extra = new ArrayList<>();
    long[] windows = new long[axes];
    for (int i = 0; i < axes; i++) {
      long extent = dilation.get(i) * (block[i] - 1) + 1;
      long span = image[i] + padding.get(i) + padding.get(axes + i) - extent;
      call.check(span >= 0, "has blocks larger than the image");
      windows[i] = span / stride.get(i) + 1;
      extra.add((int) (span % stride.get(i)));
    }
    long channels = x.shape().first()[1] / cells;
    GraphTensor apart =
        ShapeHandlers.reshape(
            call,
            x,
            x.shape()
                .map(
                    s ->
                        LongStream.concat(LongStream.of(s[0], s[1]), Arrays.stream(windows))
                            .toArray()));
    // Each cell of a block goes to its own place in the window.
    double[] ones = new double[Value.count(channels, cells, cells)];
    IntStream.range(0, (int) channels * cells).forEach(i -> ones[i * cells + i % cells] = 1);
    long[] shape =
        LongStream.concat(LongStream.of(channels * cells, 1), Arrays.stream(block)).toArray();
    return call.emit(
        new TransposedConvolution(
            Value.of(Value.Kind.REAL, ones, shape).array(call.type()),
            Nd4j.zeros(call.type(), channels),
            stride,
            padding,
            extra,
            dilation,
            (int) channels),
        apart);
  }
}
