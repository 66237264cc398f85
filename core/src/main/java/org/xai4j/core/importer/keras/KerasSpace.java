package org.xai4j.core.importer.keras;

import java.util.ArrayList;
import java.util.List;
import org.xai4j.core.run.InputException;

/**
 * The spatial axes of a layer that slides a window, channels second.
 *
 * @param call of the layer
 * @param node with channels second
 * @param axes number of spatial axes
 */
record KerasSpace(KerasCall call, int node, int axes) {
  static KerasSpace of(KerasCall c) {
    int node = c.conf().channelsFirst() ? c.to().plain(c.x()) : c.to().turned(c.x());
    return new KerasSpace(c, node, c.to().rank(node) - 2);
  }

  /** A node with channels second as what the layer gives; windows do not keep masks. */
  KerasTensor back(int other) {
    return new KerasTensor(other, !call.conf().channelsFirst(), -1);
  }

  long length(int axis) {
    return call.to().length(node, axis + 2);
  }

  /**
   * The cells that a window needs beyond the borders: the begins of all axes, then the ends. "Same"
   * puts half of them, rounded down, in front.
   */
  List<Integer> padding(List<Integer> kernel, List<Integer> stride, List<Integer> dilation) {
    String mode = call.conf().text("padding", "valid").toLowerCase(java.util.Locale.ROOT);
    List<Integer> begins = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      int extent = dilation.get(i) * (kernel.get(i) - 1) + 1;
      int begin = 0;
      int end = 0;
      if (mode.equals("causal")) {
        begin = extent - 1;
      } else if (mode.equals("same")) {
        int total = total(length(i), extent, stride.get(i));
        begin = total / 2;
        end = total - begin;
      } else if (!mode.equals("valid")) {
        throw call.conf().refused("has the padding " + mode);
      }
      begins.add(begin);
      ends.add(end);
    }
    begins.addAll(ends);
    return begins;
  }

  private int total(long length, int extent, int stride) {
    if (stride == 1 || extent == 1) {
      return Math.max(extent - stride, 0);
    }
    if (length < 0) {
      throw new InputException(
          "Layer '"
              + call.conf().name()
              + "' of the Keras model pads to \"same\" with strides, which depends on the free size of"
              + " the input; give the size (an input of that size, or --length).");
    }
    long rest = length % stride;
    return (int) Math.max(extent - (rest == 0 ? stride : rest), 0);
  }
}
