package org.xai4j.core.layer.spatial;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.run.InputException;

/**
 * Samples an image or volume [n, c, (d,) h, w] at computed places, the second input [n, (d',) h',
 * w', axes] or of one row for all, coordinates x, y (, z) from −1 to 1: y[n, c, p] = Σ_t
 * w_t(p)·x[n, c, t], as spatial transformers do (Jaderberg et al., NIPS 2015). The gradient goes to
 * both inputs.
 *
 * @param mode how cells are weighted
 * @param padding what lies outside of the input
 * @param alignCorners whether −1 and 1 are the centres of the outermost cells, else their edges
 */
public record GridSample(Mode mode, Padding padding, boolean alignCorners) implements CustomLayer {
  /** Weights of the cells around a place. */
  public enum Mode {
    /** The nearest cell; halves go to the even one. */
    NEAREST,
    /** The two neighbours along each axis. */
    LINEAR,
    /** Four along each axis, by cubic convolution with a = −0.75. */
    CUBIC
  }

  /** What lies outside. */
  public enum Padding {
    /** Zeros. */
    ZEROS,
    /** The outermost cells. */
    BORDER,
    /** The input mirrored at its edges. */
    REFLECTION
  }

  private static final double A = -0.75;

  /**
   * Cells along one axis for one coordinate.
   *
   * @param cells −1 for one outside that is 0
   * @param weights of each
   * @param slopes of the weights with respect to the coordinate
   */
  private record Taps(int[] cells, double[] weights, double[] slopes) {}

  /**
   * A number and its derivative.
   *
   * @param value of it
   * @param slope with respect to the coordinate
   */
  private record Place(double value, double slope) {}

  @Override
  public long[] outputShape(long[]... inputs) {
    long[] x = inputs[0];
    long[] grid = inputs[1];
    InputException.check(
        x.length >= 3
            && grid.length == x.length
            && grid[grid.length - 1] == x.length - 2
            && (grid[0] == x[0] || grid[0] == 1),
        "A layer of type GridSample does not take %s.",
        Arrays.deepToString(inputs));
    long[] shape = x.clone();
    System.arraycopy(grid, 1, shape, 2, x.length - 2);
    return shape;
  }

  private Place mirrored(Place at, int size) {
    double low = alignCorners ? 0 : -0.5;
    double span = alignCorners ? size - 1 : size;
    if (span == 0) {
      return new Place(0, 0);
    }
    double off = at.value() - low;
    double extra = Math.abs(off) % span;
    boolean even = Math.floor(Math.abs(off) / span) % 2 == 0;
    double sign = (off < 0 ? -1 : 1) * (even ? 1 : -1);
    return new Place((even ? extra : span - extra) + low, at.slope() * sign);
  }

  private Place bounded(Place at, int size) {
    Place inside = padding == Padding.REFLECTION ? mirrored(at, size) : at;
    if (padding == Padding.ZEROS) {
      return inside;
    }
    double value = Math.min(Math.max(inside.value(), 0), size - 1);
    return new Place(value, value == inside.value() ? inside.slope() : 0);
  }

  private Taps taps(double coordinate, int size) {
    double scale = (alignCorners ? size - 1 : size) / 2.0;
    double middle = alignCorners ? scale : scale - 0.5;
    Place raw = new Place(coordinate * scale + middle, scale);
    if (mode == Mode.CUBIC) {
      return cubic(raw, size);
    }
    Place at = bounded(raw, size);
    if (mode == Mode.NEAREST) {
      return new Taps(
          new int[] {cell(Math.rint(at.value()), size)}, new double[] {1}, new double[1]);
    }
    double floor = Math.floor(at.value());
    double rest = at.value() - floor;
    return new Taps(
        new int[] {cell(floor, size), cell(floor + 1, size)},
        new double[] {1 - rest, rest},
        new double[] {-at.slope(), at.slope()});
  }

  private Taps cubic(Place at, int size) {
    double floor = Math.floor(at.value());
    double t = at.value() - floor;
    int[] cells = new int[4];
    double[] weights = new double[4];
    double[] slopes = new double[4];
    for (int k = 0; k < 4; k++) {
      cells[k] = cell(bounded(new Place(floor + k - 1, 0), size).value(), size);
      double d = Math.abs(t - k + 1);
      boolean near = d <= 1;
      weights[k] =
          near ? ((A + 2) * d - (A + 3)) * d * d + 1 : ((A * d - 5 * A) * d + 8 * A) * d - 4 * A;
      double slope = near ? (3 * (A + 2) * d - 2 * (A + 3)) * d : (3 * A * d - 10 * A) * d + 8 * A;
      slopes[k] = Math.signum(t - k + 1) * slope * at.slope();
    }
    return new Taps(cells, weights, slopes);
  }

  private static int cell(double place, int size) {
    return place >= 0 && place < size ? (int) place : -1;
  }

  /** Takes the input cells of one output place, with the weight of each and its slopes. */
  private interface Visit {
    void cell(int cell, double weight, double[] slopes);
  }

  private void visit(int[] sizes, double[] grid, int at, Visit visit) {
    int axes = sizes.length;
    Taps[] taps = new Taps[axes];
    int count = 1;
    for (int a = 0; a < axes; a++) {
      // The last axis has the first coordinate.
      taps[a] = taps(grid[at + axes - 1 - a], sizes[a]);
      count *= taps[a].cells().length;
    }
    double[] slopes = new double[axes];
    for (int k = 0; k < count; k++) {
      int cell = 0;
      double weight = 1;
      Arrays.fill(slopes, 1);
      int rest = k;
      boolean inside = true;
      for (int a = 0; a < axes; a++) {
        int tap = rest % taps[a].cells().length;
        rest /= taps[a].cells().length;
        inside &= taps[a].cells()[tap] >= 0;
        cell = cell * sizes[a] + taps[a].cells()[tap];
        weight *= taps[a].weights()[tap];
        for (int b = 0; b < axes; b++) {
          slopes[b] *= a == b ? taps[a].slopes()[tap] : taps[a].weights()[tap];
        }
      }
      if (inside) {
        visit.cell(cell, weight, slopes);
      }
    }
  }

  private static int[] sizes(INDArray x) {
    return Arrays.stream(x.shape()).skip(2).mapToInt(d -> (int) d).toArray();
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    long[] shape = outputShape(inputs[0].shape(), inputs[1].shape());
    int[] sizes = sizes(inputs[0]);
    double[] x = NdArrays.doubles(inputs[0]);
    double[] grid = NdArrays.doubles(inputs[1]);
    int axes = sizes.length;
    int rows = (int) shape[0];
    int channels = (int) shape[1];
    int image = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    int shared = (int) inputs[1].size(0);
    int places = grid.length / axes / shared;
    double[] out = new double[rows * channels * places];
    for (int i = 0; i < rows * places; i++) {
      int from = i / places * channels;
      int to = from * places + i % places;
      visit(
          sizes,
          grid,
          (shared == 1 ? i % places : i) * axes,
          (cell, weight, slopes) -> {
            for (int c = 0; c < channels; c++) {
              out[to + c * places] += weight * x[(from + c) * image + cell];
            }
          });
    }
    return NdArrays.array(inputs[0].dataType(), out, shape);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    int[] sizes = sizes(inputs[0]);
    double[] x = NdArrays.doubles(inputs[0]);
    double[] grid = NdArrays.doubles(inputs[1]);
    double[] given = NdArrays.doubles(signal);
    int axes = sizes.length;
    int rows = (int) inputs[0].size(0);
    int channels = (int) inputs[0].size(1);
    int image = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    int shared = (int) inputs[1].size(0);
    int places = grid.length / axes / shared;
    double[] cells = new double[x.length];
    double[] moves = new double[grid.length];
    for (int i = 0; i < rows * places; i++) {
      int from = i / places * channels;
      int to = from * places + i % places;
      int at = (shared == 1 ? i % places : i) * axes;
      visit(
          sizes,
          grid,
          at,
          (cell, weight, slopes) -> {
            for (int c = 0; c < channels; c++) {
              double one = given[to + c * places];
              int source = (from + c) * image + cell;
              cells[source] += weight * one;
              for (int a = 0; a < axes; a++) {
                moves[at + axes - 1 - a] += one * x[source] * slopes[a];
              }
            }
          });
    }
    return new INDArray[] {
      NdArrays.array(signal.dataType(), cells, inputs[0].shape()),
      NdArrays.array(signal.dataType(), moves, inputs[1].shape())
    };
  }
}
