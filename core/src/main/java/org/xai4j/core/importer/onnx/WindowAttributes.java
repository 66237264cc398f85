package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;

/**
 * How a window slides, read from a node's attributes.
 *
 * @param stride per spatial axis
 * @param padding begins, then ends
 * @param dilation per spatial axis
 */
record WindowAttributes(List<Integer> stride, List<Integer> padding, List<Integer> dilation) {
  static WindowAttributes of(Call call, GraphTensor x, List<Integer> kernel) {
    int axes = axes(call, x, kernel);
    List<Integer> stride = call.integers("strides", Collections.nCopies(axes, 1));
    List<Integer> dilation = call.integers("dilations", Collections.nCopies(axes, 1));
    List<Integer> padding = call.integers("pads", Collections.nCopies(2 * axes, 0));
    String auto = call.text("auto_pad", "NOTSET");
    if (auto.startsWith("SAME")) {
      padding = same(call, x, kernel, stride, dilation, auto.equals("SAME_UPPER"));
    } else if (auto.equals("VALID")) {
      padding = Collections.nCopies(2 * axes, 0);
    }
    return new WindowAttributes(stride, padding, dilation);
  }

  /** Checks the number of spatial axes, which is one to three. */
  static int axes(Call call, GraphTensor x, List<Integer> kernel) {
    int axes = x.rank() - 2;
    call.check(
        axes == kernel.size() && axes >= 1 && axes <= 3,
        "slides a window over %d axes of an array with %d; windows over one to three axes behind"
            + " [n, c] are supported",
        kernel.size(),
        x.rank());
    return axes;
  }

  /** The padding that gives ⌈length / stride⌉ windows. */
  private static List<Integer> same(
      Call call,
      GraphTensor x,
      List<Integer> kernel,
      List<Integer> stride,
      List<Integer> dilation,
      boolean upper) {
    List<Integer> begins = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < kernel.size(); i++) {
      int step = stride.get(i);
      int extent = dilation.get(i) * (kernel.get(i) - 1) + 1;
      int axis = i + 2;
      Twin<Integer> total =
          x.shape()
              .map(
                  s -> {
                    long windows = (s[axis] + step - 1) / step;
                    return (int) Math.max((windows - 1) * step + extent - s[axis], 0);
                  });
      call.check(
          total.first().equals(total.second()),
          "has padding (auto_pad) that depends on a free length; export the model with fixed"
              + " lengths");
      int less = total.first() / 2;
      int more = total.first() - less;
      begins.add(upper ? less : more);
      ends.add(upper ? more : less);
    }
    begins.addAll(ends);
    return begins;
  }
}
