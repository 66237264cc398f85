package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.run.InputException;

/** Maximum and average pooling over three axes, cell by cell in double precision. */
final class VolumePoolingOperator implements ArrayOperator {
  private final Pooling layer;

  VolumePoolingOperator(Pooling layer) {
    this.layer = layer;
  }

  /** Visits an output cell with the input cells of its window. */
  private interface Visit {
    void window(int y, int start, int[] cells, int counted);
  }

  private void each(long[] in, long[] out, Visit visit) {
    Taps taps =
        Taps.of(
            Taps.spatial(in),
            Taps.spatial(out),
            layer.kernel().stream().mapToLong(k -> k).toArray(),
            layer.stride(),
            layer.padding(),
            layer.dilation());
    int cellsIn = (int) Taps.product(Taps.spatial(in));
    int cellsOut = taps.cells().length;
    for (int plane = 0; plane < in[0] * in[1]; plane++) {
      for (int p = 0; p < cellsOut; p++) {
        int[] cells = taps.cells()[p];
        visit.window(
            plane * cellsOut + p,
            plane * cellsIn,
            cells,
            layer.countPadding() ? taps.counted()[p] : cells.length);
      }
    }
  }

  private static int largest(double[] x, int start, int[] cells) {
    InputException.check(cells.length > 0, "A window of the pooling has nothing but padding.");
    int best = start + cells[0];
    for (int cell : cells) {
      best = x[start + cell] > x[best] ? start + cell : best;
    }
    return best;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    long[] shape = OutputShape.of(layer, inputs[0].shape());
    double[] x = NdArrays.doubles(inputs[0]);
    double[] y = new double[(int) Taps.product(shape)];
    each(
        inputs[0].shape(),
        shape,
        (to, start, cells, counted) -> {
          if (layer.kind() == Pooling.Kind.MAX) {
            y[to] = x[largest(x, start, cells)];
          } else {
            for (int cell : cells) {
              y[to] += x[start + cell] / counted;
            }
          }
        });
    return NdArrays.array(inputs[0].dataType(), y, shape);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    double[] x = NdArrays.doubles(inputs[0]);
    double[] s = NdArrays.doubles(signal);
    double[] g = new double[x.length];
    each(
        inputs[0].shape(),
        signal.shape(),
        (from, start, cells, counted) -> {
          if (layer.kind() == Pooling.Kind.MAX) {
            g[largest(x, start, cells)] += s[from];
          } else {
            for (int cell : cells) {
              g[start + cell] += s[from] / counted;
            }
          }
        });
    return new INDArray[] {NdArrays.array(signal.dataType(), g, inputs[0].shape())};
  }
}
