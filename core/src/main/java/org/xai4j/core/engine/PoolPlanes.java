package org.xai4j.core.engine;

import java.util.Arrays;
import org.xai4j.core.run.InputException;

/**
 * Maximum and average pooling of planes of one size, with any window: which cells each window has
 * is worked out once per row and column, not per window.
 */
final class PoolPlanes {
  /** How the windows lie along an axis. */
  private static final class Axis {
    /** The first cell of each window that is no padding, and how many there are. */
    private final int[] first;

    private final int[] cells;

    /** What the axis contributes to the number an average divides by. */
    private final int[] side;

    private final int dilation;
    private final boolean empty;

    Axis(int size, int windows, int[] geometry, boolean countPadding) {
      int kernel = geometry[0];
      int stride = geometry[1];
      int before = geometry[2];
      int after = geometry[3];
      dilation = geometry[4];
      first = new int[windows];
      cells = new int[windows];
      side = new int[windows];
      for (int i = 0; i < windows; i++) {
        int start = i * stride - before;
        int skipped = start < 0 ? (-start + dilation - 1) / dilation : 0;
        first[i] = start + skipped * dilation;
        int reach = Math.floorDiv(size - 1 - start, dilation) + 1;
        cells[i] = Math.max(0, Math.min(kernel, reach) - skipped);
        // With padding, the cells of the padded input count, as in PyTorch and ONNX.
        side[i] = countPadding ? Math.min(start + kernel, size + after) - start : cells[i];
      }
      empty = Arrays.stream(cells).anyMatch(n -> n == 0);
    }
  }

  private final int height;
  private final int width;
  private final Axis vertical;
  private final Axis horizontal;

  /**
   * Windows over planes.
   *
   * @param height of a plane
   * @param width of a plane
   * @param rows of the output
   * @param columns of the output
   * @param vertical kernel, stride, padding before and behind, dilation
   * @param horizontal the same
   * @param countPadding whether an average divides by the whole window
   */
  PoolPlanes(
      int height,
      int width,
      int rows,
      int columns,
      int[] vertical,
      int[] horizontal,
      boolean countPadding) {
    this.height = height;
    this.width = width;
    this.vertical = new Axis(height, rows, vertical, countPadding);
    this.horizontal = new Axis(width, columns, horizontal, countPadding);
  }

  /** Elements of a plane. */
  int inputLength() {
    return height * width;
  }

  /** Elements of a pooled plane. */
  int outputLength() {
    return vertical.first.length * horizontal.first.length;
  }

  /** The largest cell of each window. */
  void max(double[] in, double[] out, int planes) {
    InputException.check(
        !vertical.empty && !horizontal.empty, "A window of the pooling has nothing but padding.");
    int k = 0;
    for (int p = 0; p < planes; p++) {
      for (int row = 0; row < vertical.first.length; row++) {
        int start = (p * height + vertical.first[row]) * width;
        for (int column = 0; column < horizontal.first.length; column++) {
          out[k++] = in[winner(in, start, row, column)];
        }
      }
    }
  }

  /** Adds signals to the largest cell of each window. */
  void maxBack(double[] in, double[] signal, double[] out, int planes) {
    Arrays.fill(out, 0, planes * inputLength(), 0);
    int k = 0;
    for (int p = 0; p < planes; p++) {
      for (int row = 0; row < vertical.first.length; row++) {
        int start = (p * height + vertical.first[row]) * width;
        for (int column = 0; column < horizontal.first.length; column++) {
          out[winner(in, start, row, column)] += signal[k++];
        }
      }
    }
  }

  /** Index of the first largest cell of a window, in row-major order. */
  private int winner(double[] in, int start, int row, int column) {
    int at = start + horizontal.first[column];
    int best = at;
    double most = in[at];
    int cells = horizontal.cells[column];
    for (int y = 0; y < vertical.cells[row]; y++) {
      int i = at;
      for (int x = 0; x < cells; x++) {
        if (in[i] > most) {
          most = in[i];
          best = i;
        }
        i += horizontal.dilation;
      }
      at += vertical.dilation * width;
    }
    return best;
  }

  /** The mean of each window. */
  void mean(double[] in, double[] out, int planes) {
    int k = 0;
    for (int p = 0; p < planes; p++) {
      for (int row = 0; row < vertical.first.length; row++) {
        int start = (p * height + vertical.first[row]) * width;
        int end = start + vertical.cells[row] * width;
        for (int column = 0; column < horizontal.first.length; column++) {
          double sum = 0;
          for (int at = start; at < end; at += width) {
            int left = at + horizontal.first[column];
            int right = left + horizontal.cells[column];
            for (int i = left; i < right; i++) {
              sum += in[i];
            }
          }
          out[k++] = sum / (vertical.side[row] * horizontal.side[column]);
        }
      }
    }
  }

  /** Shares out signals among the cells of each window. */
  void meanBack(double[] signal, double[] out, int planes) {
    Arrays.fill(out, 0, planes * inputLength(), 0);
    int k = 0;
    for (int p = 0; p < planes; p++) {
      for (int row = 0; row < vertical.first.length; row++) {
        int start = (p * height + vertical.first[row]) * width;
        int end = start + vertical.cells[row] * width;
        for (int column = 0; column < horizontal.first.length; column++) {
          double share = signal[k++] / (vertical.side[row] * horizontal.side[column]);
          for (int at = start; at < end; at += width) {
            int left = at + horizontal.first[column];
            int right = left + horizontal.cells[column];
            for (int i = left; i < right; i++) {
              out[i] += share;
            }
          }
        }
      }
    }
  }
}
