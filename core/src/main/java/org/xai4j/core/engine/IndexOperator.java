package org.xai4j.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Expand;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Pad;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.Upsample;
import org.xai4j.core.run.InputException;

/**
 * Layers that copy cells: along one axis after the other, cell i of the output is cell index[i] of
 * the input, or a constant where the index is −1. The gradient adds the signal of every copy.
 */
final class IndexOperator implements Operator {
  private final Layer layer;

  IndexOperator(Layer layer) {
    this.layer = layer;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    INDArray x = inputs[0];
    long[] shape = x.shape().clone();
    List<CellCopy.Axis> steps = steps(shape);
    CellCopy copy = new CellCopy(shape, steps);
    for (CellCopy.Axis step : steps) {
      shape[step.axis()] = step.index().length;
    }
    return copy.copy(x, dropped(shape));
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    long[] shape = inputs[0].shape();
    return new INDArray[] {new CellCopy(shape, steps(shape)).collect(signal)};
  }

  private long[] dropped(long[] shape) {
    if (layer instanceof Gather gather && gather.dropAxis()) {
      int axis = positive(gather.axis(), shape.length);
      long[] less = new long[shape.length - 1];
      for (int i = 0; i < less.length; i++) {
        less[i] = shape[i < axis ? i : i + 1];
      }
      return less;
    }
    return shape;
  }

  private List<CellCopy.Axis> steps(long[] shape) {
    List<CellCopy.Axis> steps = new ArrayList<>();
    if (layer instanceof Slice slice) {
      int axis = positive(slice.axis(), shape.length);
      steps.add(new CellCopy.Axis(axis, range(slice, (int) shape[axis]), 0));
    } else if (layer instanceof Gather gather) {
      int axis = positive(gather.axis(), shape.length);
      int size = (int) shape[axis];
      int[] index = gather.indices().stream().mapToInt(i -> (int) (i < 0 ? i + size : i)).toArray();
      for (int i : index) {
        InputException.check(
            i >= 0 && i < size, "Index %d is out of range for an axis of %d.", i, size);
      }
      steps.add(new CellCopy.Axis(axis, index, 0));
    } else if (layer instanceof Pad pad) {
      for (int axis = 0; axis < shape.length; axis++) {
        if (pad.before().get(axis) != 0 || pad.after().get(axis) != 0) {
          steps.add(new CellCopy.Axis(axis, padded(pad, axis, (int) shape[axis]), pad.value()));
        }
      }
    } else if (layer instanceof Upsample upsample) {
      for (int i = 0; i < upsample.factors().size(); i++) {
        int factor = upsample.factors().get(i);
        int[] index = new int[(int) shape[2 + i] * factor];
        Arrays.setAll(index, j -> j / factor);
        steps.add(new CellCopy.Axis(2 + i, index, 0));
      }
    } else if (layer instanceof Expand expand) {
      for (int axis = 0; axis < shape.length; axis++) {
        long wanted = expand.shape().get(axis);
        if (wanted > 1 && shape[axis] == 1) {
          steps.add(new CellCopy.Axis(axis, new int[(int) wanted], 0));
        }
      }
    }
    return steps;
  }

  private static int positive(int axis, int rank) {
    return axis < 0 ? axis + rank : axis;
  }

  private static int[] range(Slice slice, int size) {
    long start = Math.max(0, slice.start() < 0 ? slice.start() + size : slice.start());
    long end = Math.min(size, slice.end() < 0 ? slice.end() + size : slice.end());
    InputException.check(
        start < end,
        "The slice %d to %d of an axis of %d is empty.",
        slice.start(),
        slice.end(),
        size);
    int[] index = new int[(int) ((end - start + slice.step() - 1) / slice.step())];
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
