package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Value;
import org.xai4j.core.layer.Convolution;
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
    call.check(
        !average || geometry.dilation().stream().allMatch(d -> d == 1),
        "is an average over a dilated window, which is not supported");
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
}
