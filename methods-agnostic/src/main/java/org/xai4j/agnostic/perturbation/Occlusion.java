package org.xai4j.agnostic.perturbation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;

/**
 * Occlusion: f(x) − f(x with a window at the baseline), for windows that slide over the input.
 * Windows span all channels of images, and all features of sequences unless a size is given for
 * these too (3x8: 3 steps of 8 features); the last one is clipped at the border; an element covered
 * by several windows gets their mean.
 *
 * @param window size, for all axes or per axis: height and width of images, steps (and features) of
 *     sequences, columns of tables
 * @param stride for all axes or per axis
 */
@Info(
    id = "occlusion",
    title = "Occlusion",
    summary = "The drop of the score when a sliding window is set to the baseline.",
    reference = "Zeiler and Fergus 2014, arXiv:1311.2901")
public record Occlusion(
    @Param(value = "window size, for all axes or per axis", min = 1) List<Integer> window,
    @Param(value = "stride, for all axes or per axis", min = 1) List<Integer> stride)
    implements PredictorExplainer {
  /** Windows of 4 cells with stride 2. */
  public Occlusion() {
    this(List.of(4), List.of(2));
  }

  /** Copies the lists. */
  public Occlusion {
    window = List.copyOf(window);
    stride = List.copyOf(stride);
  }

  @Override
  public Optional<String> unsuitable(Predictor model, INDArray inputs) {
    if (inputs.rank() < 2 || inputs.rank() > 4) {
      return Optional.of(
          "it takes tables, sequences and images, not inputs of shape "
              + Arrays.toString(inputs.shape())
              + ".");
    }
    int most = inputs.rank() == 2 ? 1 : 2;
    for (List<Integer> sizes : List.of(window, stride)) {
      if (sizes.isEmpty() || sizes.size() > most) {
        return Optional.of(
            "inputs of shape "
                + Arrays.toString(inputs.shape())
                + " have "
                + most
                + (most == 1 ? " axis" : " axes")
                + " to slide over, but "
                + sizes.size()
                + " sizes are given.");
      }
      if (sizes.stream().anyMatch(s -> s < 1)) {
        return Optional.of("window and stride must be at least 1, not " + sizes + ".");
      }
    }
    return Optional.empty();
  }

  @Override
  public Attributor prepare(Predictor model, INDArray inputs, Context context) {
    Predictor scorer = context.predictor(model);
    List<int[]> windows = windows(inputs.shape());
    int width = (int) (inputs.length() / inputs.size(0));
    Grouping elements = Grouping.elements(width);
    return rows -> attribute(scorer, rows, elements, windows);
  }

  private static INDArray attribute(
      Predictor scorer, Rows rows, Grouping elements, List<int[]> windows) {
    Target.Resolved target = rows.target(scorer.predict(rows.inputs()));
    int width = rows.width();
    double[] flat = new double[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      Masking masking = new Masking(scorer, rows.inputs(), i, rows.baselineOf(i), elements, target);
      double[] scores = masking.scores(windows.size() + 1, w -> without(windows, w, width));
      int[] covered = new int[width];
      for (int w = 0; w < windows.size(); w++) {
        for (int j : windows.get(w)) {
          flat[i * width + j] += scores[0] - scores[w + 1];
          covered[j]++;
        }
      }
      for (int j = 0; j < width; j++) {
        flat[i * width + j] /= Math.max(1, covered[j]);
      }
    }
    return NdArrays.array(rows.inputs().dataType(), flat, rows.inputs().shape());
  }

  /** All elements but those of the window before w; all for 0. */
  private static long[] without(List<int[]> windows, int w, int width) {
    long[] set = Masking.everything(width);
    if (w > 0) {
      for (int j : windows.get(w - 1)) {
        set[j >>> 6] &= ~(1L << j);
      }
    }
    return set;
  }

  /** The elements of each window, within one row: windows over two axes, and all channels. */
  private List<int[]> windows(long[] shape) {
    int channels = shape.length == 4 ? (int) shape[1] : 1;
    int rows = shape.length == 2 ? 1 : (int) shape[shape.length - 2];
    int columns = (int) shape[shape.length - 1];
    boolean sequence = shape.length == 3;
    int[] size = axes(window, shape, columns);
    // Windows over whole rows have one place.
    int[] step = axes(stride, shape, columns);
    List<int[]> list = new ArrayList<>();
    for (int y : starts(rows, size[0], step[0])) {
      for (int x :
          sequence && window.size() == 1 ? new int[1] : starts(columns, size[1], step[1])) {
        int bottom = Math.min(rows, y + size[0]);
        int right = Math.min(columns, x + size[1]);
        list.add(cells(channels, rows, columns, y, bottom, x, right));
      }
    }
    return list;
  }

  /** Sizes down and across: one size is for both axes of images and for the steps of sequences. */
  private static int[] axes(List<Integer> sizes, long[] shape, int columns) {
    int first = sizes.get(0);
    return switch (shape.length) {
      case 2 -> new int[] {1, first};
      case 3 -> new int[] {first, sizes.size() == 1 ? columns : sizes.get(1)};
      default -> new int[] {first, sizes.get(sizes.size() - 1)};
    };
  }

  /** Windows begin at every stride until one reaches the end. */
  private static int[] starts(int size, int window, int stride) {
    int count = size <= window ? 1 : (size - window + stride - 1) / stride + 1;
    int[] starts = new int[count];
    Arrays.setAll(starts, i -> i * stride);
    return starts;
  }

  private static int[] cells(
      int channels, int rows, int columns, int top, int bottom, int left, int right) {
    int[] cells = new int[channels * (bottom - top) * (right - left)];
    int next = 0;
    for (int c = 0; c < channels; c++) {
      for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
          cells[next++] = (c * rows + y) * columns + x;
        }
      }
    }
    return cells;
  }
}
