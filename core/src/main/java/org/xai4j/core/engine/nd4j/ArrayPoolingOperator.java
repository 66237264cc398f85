package org.xai4j.core.engine.nd4j;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.run.InputException;

/**
 * Maximum and average pooling. The plain maximum runs on ND4J's {@code maxpool2d}; everything else
 * visits one window after the other.
 */
final class ArrayPoolingOperator implements ArrayOperator {
  private final boolean max;
  private final int[] kernel;
  private final int[] stride;
  private final int[] padding;
  private final int[] dilation;
  private final boolean ceil;
  private final boolean countPadding;
  private final boolean plain;

  ArrayPoolingOperator(Pooling layer) {
    boolean flat = layer.kernel().size() == 1;
    max = layer.kind() == Pooling.Kind.MAX;
    kernel = wide(layer.kernel(), flat, 1);
    stride = wide(layer.stride(), flat, 1);
    dilation = wide(layer.dilation(), flat, 1);
    padding =
        flat
            ? new int[] {0, layer.padding().get(0), 0, layer.padding().get(1)}
            : wide(layer.padding(), false, 0);
    ceil = layer.ceil();
    countPadding = layer.countPadding();
    plain =
        max
            && !ceil
            && java.util.Arrays.stream(padding).allMatch(p -> p == 0)
            && java.util.Arrays.stream(dilation).allMatch(d -> d == 1);
  }

  private static int[] wide(List<Integer> list, boolean flat, int first) {
    return flat ? new int[] {first, list.get(0)} : list.stream().mapToInt(i -> i).toArray();
  }

  private int length(int axis, long size) {
    int extent = dilation[axis] * (kernel[axis] - 1) + 1;
    long padded = size + padding[axis] + padding[2 + axis];
    long span = padded - extent;
    long count = (ceil ? (span + stride[axis] - 1) / stride[axis] : span / stride[axis]) + 1;
    // A window that starts in the padding behind the input does not count.
    if (ceil && (count - 1) * stride[axis] >= size + padding[axis]) {
      count--;
    }
    return (int) count;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    INDArray x = Window.image(inputs[0]);
    int h = (int) x.size(2);
    int w = (int) x.size(3);
    int rows = length(0, h);
    int columns = length(1, w);
    INDArray y = Ops.empty(x.dataType(), x.size(0), x.size(1), rows, columns);
    if (plain) {
      Ops.exec(
          "maxpool2d",
          new INDArray[] {x},
          y,
          kernel[0],
          kernel[1],
          stride[0],
          stride[1],
          0,
          0,
          1,
          1,
          0,
          1,
          0);
    } else {
      pool(x, y);
    }
    return Window.like(y, inputs[0]);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    INDArray x = Window.image(inputs[0]);
    INDArray s = Window.image(signal);
    double[] in = NdArrays.doubles(x);
    double[] given = NdArrays.doubles(s);
    double[] out = new double[in.length];
    eachWindow(
        x,
        s,
        (cell, window) -> {
          if (max) {
            out[window.largest(in)] += given[cell];
          } else {
            window.each(i -> out[i] += given[cell] / window.count());
          }
        });
    return new INDArray[] {Window.like(NdArrays.array(x.dataType(), out, x.shape()), inputs[0])};
  }

  private void pool(INDArray x, INDArray y) {
    double[] in = NdArrays.doubles(x);
    double[] out = new double[(int) y.length()];
    eachWindow(
        x,
        y,
        (cell, window) -> {
          if (max) {
            out[cell] = in[window.largest(in)];
          } else {
            window.each(i -> out[cell] += in[i] / window.count());
          }
        });
    NdArrays.write(out, y);
  }

  /** What is done with an output cell and the input cells it sees. */
  private interface Visit {
    void cell(int cell, Cells window);
  }

  private void eachWindow(INDArray x, INDArray y, Visit visit) {
    int planes = (int) (x.size(0) * x.size(1));
    int rows = (int) y.size(2);
    int columns = (int) y.size(3);
    for (int cell = 0; cell < planes * rows * columns; cell++) {
      int plane = cell / (rows * columns);
      visit.cell(
          cell,
          new Cells(
              plane * (int) (x.size(2) * x.size(3)),
              (int) x.size(3),
              span(0, cell / columns % rows, (int) x.size(2)),
              span(1, cell % columns, (int) x.size(3))));
    }
  }

  /** The positions along an axis that an output cell sees, with the length of its window. */
  private Span span(int axis, int position, int size) {
    int start = position * stride[axis] - padding[axis];
    int extent = dilation[axis] * (kernel[axis] - 1) + 1;
    int end = Math.min(start + extent, size + padding[2 + axis]);
    int first =
        start >= 0
            ? start
            : start + (-start + dilation[axis] - 1) / dilation[axis] * dilation[axis];
    int last = Math.min(end, size);
    int seen = last <= first ? 0 : (last - first + dilation[axis] - 1) / dilation[axis];
    int whole = (end - start + dilation[axis] - 1) / dilation[axis];
    return new Span(first, dilation[axis], seen, countPadding ? whole : seen);
  }

  /**
   * Positions along an axis.
   *
   * @param first inside the input
   * @param step between them
   * @param seen how many lie inside the input
   * @param counted how many a mean divides by
   */
  private record Span(int first, int step, int seen, int counted) {}

  /**
   * The input cells of a window.
   *
   * @param plane where the plane starts
   * @param width of the plane
   * @param rows of the window
   * @param columns of the window
   */
  private record Cells(int plane, int width, Span rows, Span columns) {
    double count() {
      return rows.counted() * columns.counted();
    }

    void each(java.util.function.IntConsumer visit) {
      for (int r = 0; r < rows.seen(); r++) {
        int row = plane + (rows.first() + r * rows.step()) * width;
        for (int c = 0; c < columns.seen(); c++) {
          visit.accept(row + columns.first() + c * columns.step());
        }
      }
    }

    /** The first of the largest cells. */
    int largest(double[] values) {
      int[] best = {-1};
      each(i -> best[0] = best[0] < 0 || values[i] > values[best[0]] ? i : best[0]);
      InputException.check(best[0] >= 0, "A window of the pooling has nothing but padding.");
      return best[0];
    }
  }
}
