package org.xai4j.core.engine.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
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
final class IndexOperator implements ArrayOperator {
  private final Layer layer;

  IndexOperator(Layer layer) {
    this.layer = layer;
  }

  /**
   * What happens along an axis.
   *
   * @param axis of the array
   * @param index which input cell each output cell copies, −1 for the constant
   * @param constant see there
   */
  private record Step(int axis, int[] index, double constant) {}

  @Override
  public INDArray forward(INDArray... inputs) {
    long[] shape = inputs[0].shape().clone();
    double[] values = NdArrays.doubles(inputs[0]);
    for (Step step : steps(shape)) {
      int inner = product(shape, step.axis() + 1, shape.length);
      int length = (int) shape[step.axis()];
      int copies = step.index().length;
      int outer = product(shape, 0, step.axis());
      double[] copied = new double[outer * copies * inner];
      for (int o = 0; o < outer * copies; o++) {
        int cell = step.index()[o % copies];
        if (cell < 0) {
          Arrays.fill(copied, o * inner, (o + 1) * inner, step.constant());
        } else {
          int from = (o / copies * length + cell) * inner;
          System.arraycopy(values, from, copied, o * inner, inner);
        }
      }
      shape[step.axis()] = copies;
      values = copied;
    }
    return NdArrays.array(inputs[0].dataType(), values, dropped(shape));
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    long[] shape = inputs[0].shape().clone();
    List<Step> steps = steps(shape);
    steps.forEach(step -> shape[step.axis()] = step.index().length);
    double[] sums = NdArrays.doubles(signal);
    for (int s = steps.size() - 1; s >= 0; s--) {
      Step step = steps.get(s);
      int inner = product(shape, step.axis() + 1, shape.length);
      int copies = step.index().length;
      int outer = product(shape, 0, step.axis());
      int length = (int) inputs[0].size(step.axis());
      double[] added = new double[outer * length * inner];
      for (int o = 0; o < outer * copies; o++) {
        int cell = step.index()[o % copies];
        for (int i = 0; cell >= 0 && i < inner; i++) {
          added[(o / copies * length + cell) * inner + i] += sums[o * inner + i];
        }
      }
      shape[step.axis()] = length;
      sums = added;
    }
    return new INDArray[] {NdArrays.array(signal.dataType(), sums, shape)};
  }

  private static int product(long[] shape, int from, int to) {
    long product = 1;
    for (int i = from; i < to; i++) {
      product *= shape[i];
    }
    return Math.toIntExact(product);
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

  private List<Step> steps(long[] shape) {
    List<Step> steps = new ArrayList<>();
    if (layer instanceof Slice slice) {
      int axis = positive(slice.axis(), shape.length);
      steps.add(new Step(axis, range(slice, (int) shape[axis]), 0));
    } else if (layer instanceof Gather gather) {
      int axis = positive(gather.axis(), shape.length);
      int size = (int) shape[axis];
      int[] index = gather.indices().stream().mapToInt(i -> (int) (i < 0 ? i + size : i)).toArray();
      for (int i : index) {
        InputException.check(
            i >= 0 && i < size, "Index %d is out of range for an axis of %d.", i, size);
      }
      steps.add(new Step(axis, index, 0));
    } else if (layer instanceof Pad pad) {
      for (int axis = 0; axis < shape.length; axis++) {
        if (pad.before().get(axis) != 0 || pad.after().get(axis) != 0) {
          steps.add(new Step(axis, padded(pad, axis, (int) shape[axis]), pad.value()));
        }
      }
    } else if (layer instanceof Upsample upsample) {
      for (int i = 0; i < upsample.factors().size(); i++) {
        int factor = upsample.factors().get(i);
        int[] index = new int[(int) shape[2 + i] * factor];
        Arrays.setAll(index, j -> j / factor);
        steps.add(new Step(2 + i, index, 0));
      }
    } else if (layer instanceof Expand expand) {
      for (int axis = 0; axis < shape.length; axis++) {
        long wanted = expand.shape().get(axis);
        if (wanted > 1 && shape[axis] == 1) {
          steps.add(new Step(axis, new int[(int) wanted], 0));
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
