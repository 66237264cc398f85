package org.xai4j.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xai4j.core.layer.Expand;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Pad;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.Upsample;
import org.xai4j.core.run.InputException;

/**
 * What a layer that copies cells does along one axis: cell i of the output is cell index[i] of the
 * input, or a constant where the index is −1. A layer is one of these after the other; its gradient
 * adds the signal of every copy.
 *
 * @param axis of the array
 * @param index which input cell each output cell copies, −1 for the constant
 * @param constant see there
 */
public record CopiedCells(int axis, int[] index, double constant) {
  /**
   * What a layer does to an array.
   *
   * @param layer a slice, gather, padding, upsampling or expansion
   * @param shape of the array; the layer may drop an axis afterwards
   * @return one axis after the other
   * @throws InputException for an index that the axis does not have
   */
  public static List<CopiedCells> of(Layer layer, long... shape) {
    List<CopiedCells> steps = new ArrayList<>();
    if (layer instanceof Slice slice) {
      int axis = positive(slice.axis(), shape.length);
      steps.add(new CopiedCells(axis, range(slice, (int) shape[axis]), 0));
    } else if (layer instanceof Gather gather) {
      int axis = positive(gather.axis(), shape.length);
      int size = (int) shape[axis];
      int[] index = gather.indices().stream().mapToInt(i -> (int) (i < 0 ? i + size : i)).toArray();
      for (int i : index) {
        InputException.check(
            i >= 0 && i < size, "Index %d is out of range for an axis of %d.", i, size);
      }
      steps.add(new CopiedCells(axis, index, 0));
    } else if (layer instanceof Pad pad) {
      for (int axis = 0; axis < shape.length; axis++) {
        if (pad.before().get(axis) != 0 || pad.after().get(axis) != 0) {
          steps.add(new CopiedCells(axis, padded(pad, axis, (int) shape[axis]), pad.value()));
        }
      }
    } else if (layer instanceof Upsample upsample) {
      for (int i = 0; i < upsample.factors().size(); i++) {
        int factor = upsample.factors().get(i);
        int[] index = new int[(int) shape[2 + i] * factor];
        Arrays.setAll(index, j -> j / factor);
        steps.add(new CopiedCells(2 + i, index, 0));
      }
    } else if (layer instanceof Expand expand) {
      for (int axis = 0; axis < shape.length; axis++) {
        long wanted = expand.shape().get(axis);
        if (wanted > 1 && shape[axis] == 1) {
          steps.add(new CopiedCells(axis, new int[(int) wanted], 0));
        }
      }
    }
    return steps;
  }

  private static int positive(int axis, int rank) {
    return axis < 0 ? axis + rank : axis;
  }

  private static int[] range(Slice slice, int size) {
    int[] index = new int[(int) slice.length(size)];
    long start = slice.first(size);
    Arrays.setAll(index, i -> (int) (start + i * slice.step()));
    return index;
  }

  private static int[] padded(Pad pad, int axis, int size) {
    int[] index = new int[pad.before().get(axis) + size + pad.after().get(axis)];
    for (int i = 0; i < index.length; i++) {
      int from = i - pad.before().get(axis);
      index[i] =
          switch (pad.mode()) {
            case CONSTANT -> from < 0 || from >= size ? -1 : from;
            case EDGE -> Math.min(Math.max(from, 0), size - 1);
            case REFLECT -> from < 0 ? -from : from >= size ? 2 * size - 2 - from : from;
          };
    }
    return index;
  }
}
