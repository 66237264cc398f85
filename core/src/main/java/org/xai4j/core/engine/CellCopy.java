package org.xai4j.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Copies cells of arrays of one shape along one axis after the other, and adds the signals of the
 * copies. The axes before the first of them are slices that nothing joins: they pass in blocks that
 * fit the cache.
 */
final class CellCopy {
  /** Elements of a block, but at least a slice. */
  private static final int BLOCK = 1 << 14;

  /**
   * What happens along an axis.
   *
   * @param axis of the array
   * @param index which input cell each output cell copies, −1 for the constant
   * @param constant see there
   */
  record Axis(int axis, int[] index, double constant) {}

  private final long[] shape;
  private final List<AxisCopy> steps = new ArrayList<>();
  private final long slices;

  /**
   * Before each step and after the last: elements of a slice, and how many of its step's slices.
   */
  private final List<Integer> sizes = new ArrayList<>();

  private final List<Integer> parts = new ArrayList<>();

  /** Slices of a block. */
  private final int block;

  /**
   * Copies for one shape.
   *
   * @param shape of the input
   * @param axes each at most once
   */
  CellCopy(long[] shape, List<Axis> axes) {
    this.shape = shape.clone();
    // The last axis first: its cells are the smallest, and then there are fewest of them.
    List<Axis> order =
        axes.stream().sorted(Comparator.comparingInt(Axis::axis).reversed()).toList();
    int first = order.isEmpty() ? shape.length - 1 : order.get(order.size() - 1).axis();
    slices = product(shape, 0, first);
    long[] now = shape.clone();
    int largest = (int) product(now, first, now.length);
    sizes.add(largest);
    for (Axis step : order) {
      int axis = step.axis();
      parts.add((int) product(now, first, axis));
      steps.add(
          new AxisCopy(
              step.index(),
              step.constant(),
              (int) now[axis],
              (int) product(now, axis + 1, now.length)));
      now[axis] = step.index().length;
      sizes.add((int) product(now, first, now.length));
      largest = Math.max(largest, sizes.get(sizes.size() - 1));
    }
    block = (int) Math.max(1, Math.min(slices, BLOCK / Math.max(1, largest)));
  }

  private static long product(long[] shape, int from, int to) {
    long product = 1;
    for (int i = from; i < to; i++) {
      product *= shape[i];
    }
    return product;
  }

  /**
   * Copies.
   *
   * @param x the input
   * @param result the output's shape; axes of length 1 may be left out
   */
  INDArray copy(INDArray x, long... result) {
    INDArray y = Ops.empty(x.dataType(), result);
    Object[] stages = stages(x.dataType());
    for (int k = 0; k < steps.size(); k++) {
      steps.get(k).prepare(stages[k + 1]);
    }
    Span in = new Span(x);
    Span out = new Span(y);
    int last = steps.size();
    for (long slice = 0; slice < slices; slice += block) {
      int count = (int) Math.min(block, slices - slice);
      in.read(slice * sizes.get(0), stages[0], count * sizes.get(0));
      for (int k = 0; k < last; k++) {
        steps.get(k).copy(stages[k], stages[k + 1], count * parts.get(k));
      }
      out.write(slice * sizes.get(last), stages[last], count * sizes.get(last));
    }
    return y;
  }

  /**
   * Adds the signals of the copies of each cell.
   *
   * @param signal of the output
   */
  INDArray collect(INDArray signal) {
    INDArray sum = Ops.empty(signal.dataType(), shape);
    // Sums are of double precision: an expanded cell may have thousands of copies.
    boolean adds = steps.stream().anyMatch(AxisCopy::repeats);
    Object[] stages = stages(adds ? DataType.DOUBLE : signal.dataType());
    Span in = new Span(signal);
    Span out = new Span(sum);
    int last = steps.size();
    for (long slice = 0; slice < slices; slice += block) {
      int count = (int) Math.min(block, slices - slice);
      in.read(slice * sizes.get(last), stages[last], count * sizes.get(last));
      for (int k = last - 1; k >= 0; k--) {
        steps.get(k).collect(stages[k + 1], stages[k], count * parts.get(k));
      }
      out.write(slice * sizes.get(0), stages[0], count * sizes.get(0));
    }
    return sum;
  }

  private Object[] stages(DataType type) {
    return sizes.stream().map(size -> Span.make(type, block * size)).toArray();
  }
}
