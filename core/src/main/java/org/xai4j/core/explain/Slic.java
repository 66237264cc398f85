package org.xai4j.core.explain;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;

/**
 * Superpixels by simple linear iterative clustering (Achanta et al. 2012, "SLIC superpixels
 * compared to state-of-the-art superpixel methods"): k-means over colour and position in windows of
 * twice the grid step, then small fragments are joined to their neighbours so that every segment is
 * connected.
 */
public final class Slic {
  private static final int ITERATIONS = 10;

  /**
   * Weight of position against colour: a grid step counts like the whole colour range times this.
   */
  private static final double COMPACTNESS = 0.5;

  private Slic() {}

  /**
   * Segments one image.
   *
   * @param image [1, c, h, w]; colours are scaled by the image's own range
   * @param segments wanted; the number found can differ
   * @return pixels of all channels, grouped by segment
   */
  public static Grouping segment(INDArray image, int segments) {
    int c = (int) image.size(1);
    int h = (int) image.size(2);
    int w = (int) image.size(3);
    double[] pixels = scaled(NdArrays.doubles(image));
    double step = Math.max(1, Math.sqrt((double) h * w / segments));
    int gridRows = Math.max(1, (int) Math.round(h / step));
    int gridColumns = Math.max(1, (int) Math.round(w / step));
    int k = gridRows * gridColumns;
    double[][] centres = new double[k][c + 2];
    for (int s = 0; s < k; s++) {
      int y = (int) ((Math.floorDiv(s, gridColumns) + 0.5) * h / gridRows);
      int x = (int) ((s % gridColumns + 0.5) * w / gridColumns);
      place(centres[s], pixels, c, h * w, y, x, w);
    }
    int[] labels = new int[h * w];
    for (int i = 0; i < ITERATIONS; i++) {
      assign(labels, centres, pixels, c, h, w, step);
      update(labels, centres, pixels, c, h, w);
    }
    int[] connected = connect(labels, h, w, (int) Math.max(1, step * step / 4));
    long[] all = new long[c * h * w];
    for (int i = 0; i < all.length; i++) {
      all[i] = connected[i % (h * w)];
    }
    return Grouping.of(all);
  }

  private static double[] scaled(double[] pixels) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double p : pixels) {
      low = Math.min(low, p);
      high = Math.max(high, p);
    }
    double range = high > low ? high - low : 1;
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (pixels[i] - low) / range;
    }
    return pixels;
  }

  private static void place(
      double[] centre, double[] pixels, int c, int area, int y, int x, int w) {
    for (int ch = 0; ch < c; ch++) {
      centre[ch] = pixels[ch * area + y * w + x];
    }
    centre[c] = y;
    centre[c + 1] = x;
  }

  private static void assign(
      int[] labels, double[][] centres, double[] pixels, int c, int h, int w, double step) {
    double[] nearest = new double[h * w];
    java.util.Arrays.fill(nearest, Double.POSITIVE_INFINITY);
    double spatial = COMPACTNESS * COMPACTNESS / (step * step);
    for (int s = 0; s < centres.length; s++) {
      double[] centre = centres[s];
      int reach = (int) Math.ceil(2 * step);
      int top = (int) Math.max(0, centre[c] - reach);
      int left = (int) Math.max(0, centre[c + 1] - reach);
      for (int y = top; y <= Math.min(h - 1, centre[c] + reach); y++) {
        for (int x = left; x <= Math.min(w - 1, centre[c + 1] + reach); x++) {
          double dy = y - centre[c];
          double dx = x - centre[c + 1];
          double d = spatial * (dy * dy + dx * dx);
          for (int ch = 0; ch < c; ch++) {
            double dc = pixels[ch * h * w + y * w + x] - centre[ch];
            d += dc * dc;
          }
          if (d < nearest[y * w + x]) {
            nearest[y * w + x] = d;
            labels[y * w + x] = s;
          }
        }
      }
    }
  }

  private static void update(
      int[] labels, double[][] centres, double[] pixels, int c, int h, int w) {
    double[][] sums = new double[centres.length][c + 2];
    int[] counts = new int[centres.length];
    for (int i = 0; i < h * w; i++) {
      double[] sum = sums[labels[i]];
      counts[labels[i]]++;
      for (int ch = 0; ch < c; ch++) {
        sum[ch] += pixels[ch * h * w + i];
      }
      sum[c] += Math.floorDiv(i, w);
      sum[c + 1] += i % w;
    }
    for (int s = 0; s < centres.length; s++) {
      for (int d = 0; d < c + 2 && counts[s] > 0; d++) {
        centres[s][d] = sums[s][d] / counts[s];
      }
    }
  }

  /** Numbers connected regions; a region smaller than the limit joins the region before it. */
  private static int[] connect(int[] labels, int h, int w, int smallest) {
    int[] region = new int[h * w];
    java.util.Arrays.fill(region, -1);
    int[] queue = new int[h * w];
    int next = 0;
    for (int start = 0; start < h * w; start++) {
      if (region[start] >= 0) {
        continue;
      }
      int neighbour = start % w > 0 ? region[start - 1] : start >= w ? region[start - w] : -1;
      int size = 0;
      queue[size++] = start;
      region[start] = next;
      for (int q = 0; q < size; q++) {
        int i = queue[q];
        int[] around = {
          i % w > 0 ? i - 1 : i,
          i % w < w - 1 ? i + 1 : i,
          i >= w ? i - w : i,
          i + w < h * w ? i + w : i
        };
        for (int j : around) {
          if (region[j] < 0 && labels[j] == labels[i]) {
            region[j] = next;
            queue[size++] = j;
          }
        }
      }
      if (size < smallest && neighbour >= 0) {
        for (int q = 0; q < size; q++) {
          region[queue[q]] = neighbour;
        }
      } else {
        next++;
      }
    }
    return region;
  }
}
