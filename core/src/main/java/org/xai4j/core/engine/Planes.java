package org.xai4j.core.engine;

import java.util.Arrays;

/**
 * Gradients of convolutions with respect to images of few channels, in loops the Java compiler
 * turns into vector instructions: oneDNN is slow where an output pixel has a channel or two. A
 * plane of signals is laid out with the width of the image, so that each weight multiplies a whole
 * plane, which is added to the image at a shift. Every array in the inner loops starts at 0,
 * because the compiler vectorises nothing else; large planes are cut into bands of rows that stay
 * in the cache.
 *
 * <p>Not thread-safe: one object per thread, for images of one size.
 */
final class Planes {
  /** Cells of a band at most, but at least two rows. */
  private static final int BAND = 2048;

  private final float[] weights;
  private final int maps;
  private final int channels;
  private final int kernelWidth;
  private final int taps;
  private final int height;
  private final int width;

  /** Rows and columns of the output. */
  private final int rows;

  private final int columns;
  private final int bandRows;
  private final float[] sum;
  private final float[][] planes;

  /**
   * Buffers for one size of images.
   *
   * @param weights [maps][channels][kh][kw]
   * @param shape of the weights
   * @param height of an image
   * @param width of an image
   */
  Planes(float[] weights, long[] shape, int height, int width) {
    this.weights = weights;
    this.maps = (int) shape[0];
    this.channels = (int) shape[1];
    this.kernelWidth = (int) shape[3];
    this.taps = (int) (shape[2] * shape[3]);
    this.height = height;
    this.width = width;
    this.rows = height - (int) shape[2] + 1;
    this.columns = width - kernelWidth + 1;
    this.bandRows = Math.min(rows, Math.max(1, BAND / width / 2) * 2);
    int cells = bandRows * width;
    this.sum = new float[cells];
    this.planes = new float[maps][cells];
  }

  /**
   * The adjoint of convolution, maximum over tiles of 2×2 and rectifier. On ties the first cell in
   * row-major order wins.
   *
   * @param z bits of the convolution's output, [maps][rows][columns]
   * @param pooled bits of the rectified maxima, [maps][rows/2][columns/2]
   * @param signal bits, of the same shape
   * @param image [channels][height][width]; overwritten
   */
  void pooledBack(int[] z, int[] pooled, int[] signal, float[] image) {
    int high = rows / 2;
    int wide = columns / 2;
    Arrays.fill(image, 0);
    for (int top = 0; top < 2 * high; top += bandRows) {
      int band = Math.min(bandRows, 2 * high - top);
      for (int map = 0; map < maps; map++) {
        float[] plane = planes[map];
        Arrays.fill(plane, 0, cells(band), 0);
        for (int y = 0; y < band; y += 2) {
          int tile = (map * high + (top + y) / 2) * wide;
          int from = (map * rows + top + y) * columns;
          for (int x = 0; x < wide; x++) {
            int at = Tiles.winner(z, from + 2 * x, columns, pooled[tile + x], width);
            int bits = signal[tile + x] & (-pooled[tile + x] >> 31); // zero unless positive
            plane[y * width + 2 * x + at] = Float.intBitsToFloat(bits);
          }
        }
      }
      back(top, cells(band), image);
    }
  }

  /**
   * The adjoint of the convolution alone.
   *
   * @param signal [maps][rows][columns]
   * @param image [channels][height][width]; overwritten
   */
  void back(float[] signal, float[] image) {
    Arrays.fill(image, 0);
    for (int top = 0; top < rows; top += bandRows) {
      int band = Math.min(bandRows, rows - top);
      for (int map = 0; map < maps; map++) {
        Arrays.fill(planes[map], 0, cells(band), 0);
        for (int y = 0; y < band; y++) {
          int from = (map * rows + top + y) * columns;
          System.arraycopy(signal, from, planes[map], y * width, columns);
        }
      }
      back(top, cells(band), image);
    }
  }

  /** Adds what a band of signals, in the planes, gives to an image. */
  private void back(int top, int cells, float[] image) {
    for (int k = 0; k < channels * taps; k++) {
      System.arraycopy(image, at(k, top), sum, 0, cells);
      addProducts(k, cells);
      System.arraycopy(sum, 0, image, at(k, top), cells);
    }
  }

  /** Cells of a band up to its last column. */
  private int cells(int band) {
    return (band - 1) * width + columns;
  }

  /** Where in an image the first cell of a band reads by a weight (channel, row, column). */
  private int at(int weight, int top) {
    int tap = weight % taps;
    int row = weight / taps * height + top + tap / kernelWidth;
    return row * width + tap % kernelWidth;
  }

  /** Adds the planes of all maps, times one weight each, to the sum. */
  private void addProducts(int first, int cells) {
    int stride = channels * taps;
    int map = 0;
    for (; map + 3 < maps; map += 4) {
      int k = first + map * stride;
      addFour(
          sum,
          planes[map],
          planes[map + 1],
          planes[map + 2],
          planes[map + 3],
          weights[k],
          weights[k + stride],
          weights[k + 2 * stride],
          weights[k + 3 * stride],
          cells);
    }
    for (; map < maps; map++) {
      add(sum, planes[map], weights[first + map * stride], cells);
    }
  }

  private static void addFour(
      float[] sum,
      float[] p,
      float[] q,
      float[] r,
      float[] s,
      float a,
      float b,
      float c,
      float d,
      int cells) {
    for (int i = 0; i < cells; i++) {
      float low = Math.fma(c, r[i], Math.fma(d, s[i], sum[i]));
      sum[i] = Math.fma(a, p[i], Math.fma(b, q[i], low));
    }
  }

  private static void add(float[] sum, float[] p, float a, int cells) {
    for (int i = 0; i < cells; i++) {
      sum[i] = Math.fma(a, p[i], sum[i]);
    }
  }
}
