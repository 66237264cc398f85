package org.xai4j.core.engine.nd4j;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.engine.CopiedCells;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Layer;

/**
 * Layers that copy cells: along one axis after the other, cell i of the output is cell index[i] of
 * the input, or a constant where the index is −1. The gradient adds the signal of every copy.
 */
final class IndexOperator implements ArrayOperator {
  private final Layer layer;

  IndexOperator(Layer layer) {
    this.layer = layer;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    long[] shape = inputs[0].shape().clone();
    double[] values = NdArrays.doubles(inputs[0]);
    for (CopiedCells step : CopiedCells.of(layer, shape)) {
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
    List<CopiedCells> steps = CopiedCells.of(layer, shape);
    steps.forEach(step -> shape[step.axis()] = step.index().length);
    double[] sums = NdArrays.doubles(signal);
    for (int s = steps.size() - 1; s >= 0; s--) {
      CopiedCells step = steps.get(s);
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

  private static int positive(int axis, int rank) {
    return axis < 0 ? axis + rank : axis;
  }
}
