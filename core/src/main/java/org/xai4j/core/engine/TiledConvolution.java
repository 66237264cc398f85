package org.xai4j.core.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A convolution of few input channels, the maximum over tiles of 2×2 of its cells, and a rectifier,
 * forward and backward, in loops the Java compiler turns into vector instructions: oneDNN is slow
 * where a pixel has a channel or two.
 *
 * <p>The cells of a tile are four phases. Phase (a, b) of tile (y, x) reads by weight (i, j) the
 * pixel (2y + a + i, 2x + b + j). So there is a window of pixels, one per tile, for each offset (a
 * + i, b + j), and a phase of a map is a sum of windows times one weight each; maximum and
 * rectifier run over whole phases. The windows are runs of the half images that every other row and
 * column make up. Several small images, or a band of rows of a large one, are one run, so that
 * loops are long while what they read stays in the first cache.
 *
 * <p>Not thread-safe: one object per thread, for images of one size.
 */
final class TiledConvolution {
  /** Cells of a run at most, but at least a row of tiles. */
  private static final int CELLS = 512;

  private static final int PHASES = 4;

  /** [map][tap] */
  private final float[][] weights;

  private final float[] biases;
  private final int maps;
  private final int channels;
  private final int kernelHeight;
  private final int kernelWidth;

  /** Weights of a map. */
  private final int taps;

  private final int height;
  private final int width;

  /** Rows of tiles, and tiles in a row. */
  private final int high;

  private final int wide;

  /** Cells in a row of half an image. */
  private final int pitch;

  /** Rows of tiles and images in a run. */
  private final int band;

  private final int images;

  /** Of one channel, by parity of row and column: half images of a run. */
  private final float[][] halves;

  private final int halfLength;
  private final float[][] windows;

  /** By phase and map. */
  private final float[][][] phases;

  private final float[] sum;
  private final float[] winner;

  /**
   * Buffers for one size of images.
   *
   * @param weights [maps][channels][kh][kw]
   * @param shape of the weights
   * @param biases one per map
   * @param height of an image, more than kh
   * @param width of an image, more than kw
   * @param count images there are to run
   */
  TiledConvolution(
      float[] weights, long[] shape, float[] biases, int height, int width, int count) {
    this.biases = biases;
    this.maps = (int) shape[0];
    this.channels = (int) shape[1];
    this.kernelHeight = (int) shape[2];
    this.kernelWidth = (int) shape[3];
    this.taps = channels * kernelHeight * kernelWidth;
    this.weights = new float[maps][];
    for (int map = 0; map < maps; map++) {
      this.weights[map] = Arrays.copyOfRange(weights, map * taps, (map + 1) * taps);
    }
    this.height = height;
    this.width = width;
    this.high = (height - kernelHeight + 1) / 2;
    this.wide = (width - kernelWidth + 1) / 2;
    this.pitch = (width + 1) / 2;
    this.band = Math.max(1, Math.min(high, CELLS / pitch));
    this.images = Math.min(count, Math.max(1, CELLS / (band * pitch)));
    int run = images * band * pitch;
    this.halfLength = (band + kernelHeight / 2) * pitch;
    this.halves = new float[PHASES][images * halfLength];
    this.windows = new float[channels * (kernelHeight + 1) * (kernelWidth + 1)][run];
    this.phases = new float[PHASES][maps][run];
    this.sum = new float[run];
    this.winner = new float[run];
  }

  /** Images of a run. */
  int images() {
    return images;
  }

  /** Values of an image after pooling. */
  int pooledLength() {
    return maps * high * wide;
  }

  /** Values of an image in the memo. */
  int memoLength() {
    return maps * high * pitch;
  }

  /**
   * Runs the three layers.
   *
   * @param pixels [count][channels][height][width]
   * @param count images, at most {@link #images()}
   * @param pooled [count][maps][high][wide]; overwritten
   * @param winners memo for {@link #back}, from an element on; overwritten
   * @param at that element
   */
  void forward(float[] pixels, int count, float[] pooled, float @Nullable [] winners, int at) {
    for (int top = 0; top < high; top += band) {
      int rows = Math.min(band, high - top);
      int cells = count * rows * pitch;
      for (int channel = 0; channel < channels; channel++) {
        split(pixels, channel, count, top, rows);
        for (int row = 0; row <= kernelHeight; row++) {
          for (int column = 0; column <= kernelWidth; column++) {
            move(row, column, count, rows, windows[window(channel, row, column)], true);
          }
        }
      }
      for (int phase = 0; phase < PHASES; phase++) {
        convolve(phase, cells);
      }
      for (int map = 0; map < maps; map++) {
        float[] a = phases[0][map];
        float[] b = phases[1][map];
        float[] c = phases[2][map];
        FloatLoops.largest(a, b, c, phases[3][map], sum, cells);
        for (int i = 0; i < count * rows; i++) {
          System.arraycopy(sum, i * pitch, pooled, pooledAt(i, map, top, rows), wide);
        }
        if (winners != null) {
          winners(a, b, c, sum, winner, cells);
          System.arraycopy(winner, 0, winners, at + memoAt(count, map, top, rows), cells);
        }
      }
    }
  }

  /**
   * The adjoint of the three layers.
   *
   * @param winners of the forward pass, from an element on
   * @param at that element
   * @param signal [count][maps][high][wide]
   * @param count images, at most {@link #images()}
   * @param pixels [count][channels][height][width]; overwritten
   */
  void back(float[] winners, int at, float[] signal, int count, float[] pixels) {
    Arrays.fill(pixels, 0);
    for (int top = 0; top < high; top += band) {
      int rows = Math.min(band, high - top);
      int cells = count * rows * pitch;
      Arrays.fill(sum, 0);
      for (int map = 0; map < maps; map++) {
        for (int i = 0; i < count * rows; i++) {
          System.arraycopy(signal, pooledAt(i, map, top, rows), sum, i * pitch, wide);
        }
        System.arraycopy(winners, at + memoAt(count, map, top, rows), winner, 0, cells);
        for (int phase = 0; phase < PHASES; phase++) {
          FloatLoops.where(winner, phase, sum, phases[phase][map], cells);
        }
      }
      for (float[] window : windows) {
        Arrays.fill(window, 0);
      }
      for (int map = 0; map < maps; map += 4) {
        transpose(map, cells);
      }
      for (int channel = 0; channel < channels; channel++) {
        for (float[] half : halves) {
          Arrays.fill(half, 0);
        }
        for (int row = 0; row <= kernelHeight; row++) {
          for (int column = 0; column <= kernelWidth; column++) {
            move(row, column, count, rows, sum, true);
            FloatLoops.add(sum, windows[window(channel, row, column)], 1, cells);
            move(row, column, count, rows, sum, false);
          }
        }
        merge(pixels, channel, count, top, rows);
      }
    }
  }

  /** Where the i-th row of tiles of a run lies in the pooled maps. */
  private int pooledAt(int i, int map, int top, int rows) {
    return ((i / rows * maps + map) * high + top + i % rows) * wide;
  }

  /** Where a map's run lies in the memo of its images. */
  private int memoAt(int count, int map, int top, int rows) {
    return (top * maps + map * rows) * count * pitch;
  }

  /**
   * The phase of the largest cell of each tile, the first one on ties; {@link #PHASES} or more
   * where it is rectified. On the bits of floats, without branches: half of them would be
   * mispredicted.
   */
  private static void winners(
      float[] a, float[] b, float[] c, float[] largest, float[] into, int cells) {
    for (int i = 0; i < cells; i++) {
      int bits = Float.floatToRawIntBits(largest[i]);
      int third = 1 + differ(Float.floatToRawIntBits(c[i]), bits);
      int second = 1 + differ(Float.floatToRawIntBits(b[i]), bits) * third;
      int phase = differ(Float.floatToRawIntBits(a[i]), bits) * second;
      int rectified = (bits - 1) >> 31 & PHASES; // the largest is not negative
      into[i] = phase | rectified;
    }
  }

  /** 0 or 1. */
  private static int differ(int a, int b) {
    int bits = a ^ b;
    return (bits | -bits) >>> 31;
  }

  private int window(int channel, int row, int column) {
    return (channel * (kernelHeight + 1) + row) * (kernelWidth + 1) + column;
  }

  /** Fills the half images with those rows of a channel that a band reads. */
  private void split(float[] pixels, int channel, int count, int top, int rows) {
    for (int n = 0; n < count; n++) {
      int image = (n * channels + channel) * height * width;
      for (int y = 2 * top; y < last(top, rows); y++) {
        int to = n * halfLength + (y / 2 - top) * pitch;
        for (int side = 0; side < 2; side++) {
          float[] half = halves[y % 2 * 2 + side];
          int from = image + y * width + side;
          for (int x = 0; x < (width + 1 - side) / 2; x++) {
            half[to + x] = pixels[from + 2 * x];
          }
        }
      }
    }
  }

  /** The adjoint of {@link #split}. */
  private void merge(float[] pixels, int channel, int count, int top, int rows) {
    for (int n = 0; n < count; n++) {
      int image = (n * channels + channel) * height * width;
      for (int y = 2 * top; y < last(top, rows); y++) {
        int from = n * halfLength + (y / 2 - top) * pitch;
        for (int side = 0; side < 2; side++) {
          float[] half = halves[y % 2 * 2 + side];
          int to = image + y * width + side;
          for (int x = 0; x < (width + 1 - side) / 2; x++) {
            pixels[to + 2 * x] += half[from + x];
          }
        }
      }
    }
  }

  /** The row of an image behind the last one that a band of tiles reads. */
  private int last(int top, int rows) {
    return 2 * (top + rows) + kernelHeight - 1;
  }

  /** Copies the window at an offset from the half images into a run, or back. */
  private void move(int row, int column, int count, int rows, float[] run, boolean out) {
    float[] half = halves[row % 2 * 2 + column % 2];
    int length = (rows - 1) * pitch + wide;
    for (int n = 0; n < count; n++) {
      int at = n * halfLength + row / 2 * pitch + column / 2;
      if (out) {
        System.arraycopy(half, at, run, n * rows * pitch, length);
      } else {
        System.arraycopy(run, n * rows * pitch, half, at, length);
      }
    }
  }

  /** One phase of all maps, from the windows. */
  private void convolve(int phase, int cells) {
    float[][] z = phases[phase];
    for (int map = 0; map < maps; map++) {
      Arrays.fill(z[map], 0, cells, biases[map]);
    }
    int k = 0;
    for (; k + 3 < taps; k += 4) {
      float[] p = read(k, phase);
      float[] q = read(k + 1, phase);
      float[] r = read(k + 2, phase);
      float[] s = read(k + 3, phase);
      for (int map = 0; map < maps; map++) {
        float[] w = weights[map];
        FloatLoops.addFour(z[map], p, q, r, s, w[k], w[k + 1], w[k + 2], w[k + 3], cells);
      }
    }
    for (; k < taps; k++) {
      for (int map = 0; map < maps; map++) {
        FloatLoops.add(z[map], read(k, phase), weights[map][k], cells);
      }
    }
  }

  /** Adds what four maps, or the last ones, give to the windows: they stay in the first cache. */
  private void transpose(int map, int cells) {
    for (int k = 0; k < taps; k++) {
      for (int phase = 0; phase < PHASES; phase++) {
        float[] window = read(k, phase);
        float[][] z = phases[phase];
        if (map + 3 < maps) {
          FloatLoops.addFour(
              window,
              z[map],
              z[map + 1],
              z[map + 2],
              z[map + 3],
              weights[map][k],
              weights[map + 1][k],
              weights[map + 2][k],
              weights[map + 3][k],
              cells);
        } else {
          for (int m = map; m < maps; m++) {
            FloatLoops.add(window, z[m], weights[m][k], cells);
          }
        }
      }
    }
  }

  /** The window that a phase reads by a weight. */
  private float[] read(int weight, int phase) {
    int column = weight % kernelWidth;
    int row = weight / kernelWidth % kernelHeight;
    int channel = weight / kernelWidth / kernelHeight;
    return windows[window(channel, row + phase / 2, column + phase % 2)];
  }
}
