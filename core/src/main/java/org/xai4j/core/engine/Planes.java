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
  /** Cells of a band at most, but at least a row. */
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
    this.bandRows = Math.min(rows, Math.max(1, BAND / width));
    int cells = bandRows * width;
    this.sum = new float[cells];
    this.planes = new float[maps][cells];
  }

  /**
   * The adjoint of the convolution.
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
      FloatLoops.addFour(
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
      FloatLoops.add(sum, planes[map], weights[first + map * stride], cells);
    }
  }
}
