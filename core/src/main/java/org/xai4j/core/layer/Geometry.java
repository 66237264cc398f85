package org.xai4j.core.layer;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.run.InputException;

/** Checks shared by the layers that slide a window. */
final class Geometry {
  private Geometry() {}

  static void check(
      String what,
      INDArray weights,
      List<Integer> stride,
      List<Integer> padding,
      List<Integer> dilation) {
    int axes = weights.rank() - 2;
    InputException.check(
        axes >= 1 && axes <= 3,
        "A %s needs weights of rank 3 (1-D), 4 (2-D) or 5 (3-D), not of shape %s.",
        what,
        java.util.Arrays.toString(weights.shape()));
    check(what, axes, stride, padding, dilation);
  }

  static void check(
      String what, int axes, List<Integer> stride, List<Integer> padding, List<Integer> dilation) {
    InputException.check(
        stride.size() == axes && padding.size() == 2 * axes && dilation.size() == axes,
        "A %s over %d axes needs %d strides, %d dilations and %d paddings," + " not %s, %s and %s.",
        what,
        axes,
        axes,
        axes,
        2 * axes,
        stride,
        dilation,
        padding);
    InputException.check(
        stride.stream().allMatch(s -> s > 0)
            && dilation.stream().allMatch(s -> s > 0)
            && padding.stream().allMatch(p -> p >= 0),
        "A %s needs positive strides and dilations and no negative padding, not %s, %s and %s.",
        what,
        stride,
        dilation,
        padding);
  }
}
