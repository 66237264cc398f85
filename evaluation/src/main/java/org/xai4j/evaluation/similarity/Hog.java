package org.xai4j.evaluation.similarity;

import java.util.Arrays;

/**
 * Histograms of oriented gradients (Dalal and Triggs 2005, doi:10.1109/CVPR.2005.177): central
 * differences, nine unsigned orientations weighted by magnitude in square cells of a seventh of the
 * picture's smaller side, cells normalised to length 1 with ε = 10⁻³ of the largest.
 */
final class Hog {
  private static final int ORIENTATIONS = 9;
  private static final int CELLS = 7;

  private Hog() {}

  /** The histograms of all cells of all channels. */
  static double[] of(double[] values, long[] shape) {
    int w = (int) shape[shape.length - 1];
    int h = shape.length == 1 ? 1 : (int) shape[shape.length - 2];
    int cell = Math.max(2, Math.min(h, w) / CELLS);
    int rows = (h + cell - 1) / cell;
    int columns = (w + cell - 1) / cell;
    int planes = values.length / (h * w);
    double[][] histograms = new double[planes * rows * columns][ORIENTATIONS];
    for (int j = 0; j < values.length; j++) {
      int plane = Math.floorDiv(j, h * w);
      int y = j / w % h;
      int x = j % w;
      double dx = (x + 1 < w ? values[j + 1] : values[j]) - (x > 0 ? values[j - 1] : values[j]);
      double dy = (y + 1 < h ? values[j + w] : values[j]) - (y > 0 ? values[j - w] : values[j]);
      double angle = Math.atan2(dy, dx) / Math.PI;
      double turned = angle < 0 ? angle + 1 : angle;
      int bin = Math.min(ORIENTATIONS - 1, (int) (turned % 1 * ORIENTATIONS));
      histograms[(plane * rows + y / cell) * columns + x / cell][bin] += Math.hypot(dx, dy);
    }
    double[] norms = new double[histograms.length];
    Arrays.setAll(norms, c -> Math.sqrt(Arrays.stream(histograms[c]).map(v -> v * v).sum()));
    double floor = 1e-3 * Arrays.stream(norms).max().orElse(0);
    double[] all = new double[histograms.length * ORIENTATIONS];
    for (int c = 0; c < histograms.length; c++) {
      for (int o = 0; o < ORIENTATIONS; o++) {
        all[c * ORIENTATIONS + o] =
            norms[c] + floor == 0 ? 0 : histograms[c][o] / (norms[c] + floor);
      }
    }
    return all;
  }
}
