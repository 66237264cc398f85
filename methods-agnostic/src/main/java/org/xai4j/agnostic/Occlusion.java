package org.xai4j.agnostic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Host;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.model.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;

/**
 * Occlusion: f(x) − f(x with a window at the baseline), for windows that slide over the input.
 * Windows span all channels of images and all features of sequences; the last one is clipped at the
 * border; an element covered by several windows gets their mean.
 *
 * @param window size, for all axes or per axis: height and width of images, steps of sequences,
 *     columns of tables
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
    int axes = axes(inputs).length;
    for (List<Integer> sizes : List.of(window, stride)) {
      if (sizes.size() != 1 && sizes.size() != axes) {
        return Optional.of(
            "inputs of shape "
                + Arrays.toString(inputs.shape())
                + " have "
                + axes
                + " axes to slide over, but "
                + sizes.size()
                + " sizes are given.");
      }
      if (sizes.stream().anyMatch(s -> s < 1)) {
        return Optional.of("window and stride must be at least 1, not " + sizes + ".");
      }
    }
    return Optional.empty();
  }

  /** The axes windows slide over: all but the batch, and but channels or features. */
  private static int[] axes(INDArray inputs) {
    return switch (inputs.rank()) {
      case 2 -> new int[] {1};
      case 3 -> new int[] {1};
      case 4 -> new int[] {2, 3};
      default ->
          throw new InputException(
              "Occlusion takes tables, sequences and images, not inputs of shape "
                  + Arrays.toString(inputs.shape())
                  + ".");
    };
  }

  @Override
  public Attributor prepare(Predictor model, INDArray inputs, Context context) {
    Predictor scorer = context.predictor(model);
    List<int[]> windows = windows(inputs.shape());
    int width = (int) (inputs.length() / inputs.size(0));
    Grouping elements = Grouping.elements(width);
    long[][] keep = new long[windows.size() + 1][];
    keep[0] = Masking.everything(width);
    for (int w = 0; w < windows.size(); w++) {
      keep[w + 1] = Masking.everything(width);
      for (int j : windows.get(w)) {
        keep[w + 1][j >>> 6] &= ~(1L << j);
      }
    }
    return rows -> attribute(scorer, rows, elements, windows, keep);
  }

  private static INDArray attribute(
      Predictor scorer, Rows rows, Grouping elements, List<int[]> windows, long[][] keep) {
    Target.Resolved target = rows.target(scorer.predict(rows.inputs()));
    int width = rows.width();
    double[] flat = new double[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      Masking masking = new Masking(scorer, rows.inputs(), i, rows.baselineOf(i), elements, target);
      double[] scores = masking.scores(keep);
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
    return Host.array(rows.inputs().dataType(), flat, rows.inputs().shape());
  }

  /** The elements of each window, within one row. */
  private List<int[]> windows(long[] shape) {
    boolean image = shape.length == 4;
    int rows = image ? (int) shape[2] : 1;
    int columns = image ? (int) shape[3] : (int) shape[1];
    int windowRows = image ? window.get(0) : 1;
    int windowColumns = window.get(window.size() - 1);
    int strideRows = image ? stride.get(0) : 1;
    int strideColumns = stride.get(stride.size() - 1);
    List<int[]> list = new ArrayList<>();
    for (int y : starts(rows, windowRows, strideRows)) {
      for (int x : starts(columns, windowColumns, strideColumns)) {
        list.add(
            cells(
                shape, y, Math.min(rows, y + windowRows), x, Math.min(columns, x + windowColumns)));
      }
    }
    return list;
  }

  /** Windows begin at every stride until one reaches the end. */
  private static int[] starts(int size, int window, int stride) {
    int count = size <= window ? 1 : (size - window + stride - 1) / stride + 1;
    int[] starts = new int[count];
    Arrays.setAll(starts, i -> i * stride);
    return starts;
  }

  private static int[] cells(long[] shape, int top, int bottom, int left, int right) {
    boolean image = shape.length == 4;
    int channels = image ? (int) shape[1] : 1;
    int features = shape.length == 3 ? (int) shape[2] : 1;
    int w = image ? (int) shape[3] : (int) shape[1];
    int h = image ? (int) shape[2] : 1;
    int[] cells = new int[channels * features * (bottom - top) * (right - left)];
    int next = 0;
    for (int c = 0; c < channels; c++) {
      for (int y = top; y < bottom; y++) {
        for (int x = left; x < right; x++) {
          for (int f = 0; f < features; f++) {
            cells[next++] = ((c * h + y) * w + x) * features + f;
          }
        }
      }
    }
    return cells;
  }
}
