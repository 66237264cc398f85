package org.xai4j.rnn.training;

import java.util.Arrays;
import org.xai4j.core.array.Adam;
import org.xai4j.core.engine.Fast;
import org.xai4j.core.run.SplitRandom;

/**
 * An autoencoder whose bottleneck holds −1, 0 and 1 only: the quantised bottleneck network of Koul,
 * Greydanus and Fern (2019, "Learning finite state representations of recurrent policy networks",
 * ICLR). Encoder and decoder have one layer of tanh each; a unit of the bottleneck is φ(z) = 1.5
 * tanh z + 0.5 tanh(−3z) rounded to the nearest integer, and the gradient passes the rounding
 * straight through. Loss: mean squared difference of target and reconstruction, by Adam.
 *
 * <p>Inputs are centred and scaled to variance 1 by unit, except that units that hardly move count
 * little. Trained and used by one thread.
 */
public final class QuantisedAutoencoder {
  /** Pairs of an update. */
  private static final int COLUMNS = 32;

  private static final double RATE = 0.01;

  /** A unit that varies by less than this share of the one that varies most counts less. */
  private static final double LEAST_SCALE = 0.1;

  private final int width;
  private final int layer;
  private final int bottleneck;
  private final double[] mean;
  private final double[] scale;
  private final double[] p;
  private final Adam adam;

  /** Places of the parameters: weights [in, out] and biases [out] of the four layers. */
  private final int[] weights;

  private final int[] biases;

  /**
   * An untrained autoencoder.
   *
   * @param points what will be encoded; they give centre and scale
   * @param layer units of the encoder's and of the decoder's layer
   * @param bottleneck units of the code, at most 39, so that a code fits a long
   * @param random source of the first weights
   */
  public QuantisedAutoencoder(double[][] points, int layer, int bottleneck, SplitRandom random) {
    width = points[0].length;
    this.layer = layer;
    this.bottleneck = bottleneck;
    mean = new double[width];
    for (double[] x : points) {
      for (int d = 0; d < width; d++) {
        mean[d] += x[d] / points.length;
      }
    }
    scale = new double[width];
    for (double[] x : points) {
      for (int d = 0; d < width; d++) {
        scale[d] += (x[d] - mean[d]) * (x[d] - mean[d]) / points.length;
      }
    }
    double largest = Math.sqrt(Arrays.stream(scale).max().orElse(0));
    for (int d = 0; d < width; d++) {
      scale[d] = Math.max(1e-9, Math.max(Math.sqrt(scale[d]), LEAST_SCALE * largest));
    }
    int[] sizes = {width, layer, bottleneck, layer, width};
    weights = new int[4];
    biases = new int[4];
    int at = 0;
    for (int i = 0; i < 4; i++) {
      weights[i] = at;
      biases[i] = at + sizes[i] * sizes[i + 1];
      at = biases[i] + sizes[i + 1];
    }
    p = new double[at];
    for (int i = 0; i < 4; i++) {
      double spread = Math.sqrt(3.0 / sizes[i]);
      for (int k = weights[i]; k < biases[i]; k++) {
        p[k] = (2 * random.nextDouble() - 1) * spread;
      }
    }
    adam = new Adam(p.length);
  }

  /** Values of a forward pass over n columns. */
  private final class Pass {
    final int n;
    final double[] x;
    final double[] encoded;
    final double[] z;
    final double[] code;
    final double[] decoded;
    final double[] y;

    Pass(int n) {
      this.n = n;
      x = new double[width * n];
      encoded = new double[layer * n];
      z = new double[bottleneck * n];
      code = new double[bottleneck * n];
      decoded = new double[layer * n];
      y = new double[width * n];
    }

    void encode() {
      affine(0, width, layer, x, encoded, n);
      ColumnBatches.tanh(encoded, 0, encoded.length);
      affine(1, layer, bottleneck, encoded, z, n);
      for (int i = 0; i < z.length; i++) {
        code[i] = Math.rint(1.5 * Fast.tanh(z[i]) - 0.5 * Fast.tanh(3 * z[i]));
      }
    }

    void decode() {
      affine(2, bottleneck, layer, code, decoded, n);
      ColumnBatches.tanh(decoded, 0, decoded.length);
      affine(3, layer, width, decoded, y, n);
    }
  }

  private void affine(int i, int in, int out, double[] x, double[] y, int n) {
    for (int j = 0; j < out; j++) {
      Arrays.fill(y, j * n, (j + 1) * n, p[biases[i] + j]);
    }
    ColumnBatches.product(p, weights[i], in, out, x, 0, y, 0, n);
  }

  /** Adds a layer's gradient and gives that of its input. */
  private double[] back(int i, int in, int out, double[] x, double[] dy, double[] g, int n) {
    ColumnBatches.outer(x, 0, in, dy, 0, out, g, weights[i], n);
    for (int j = 0; j < out; j++) {
      for (int b = 0; b < n; b++) {
        g[biases[i] + j] += dy[j * n + b];
      }
    }
    double[] dx = new double[in * n];
    ColumnBatches.transposed(p, weights[i], in, out, dy, 0, dx, 0, n);
    return dx;
  }

  private static void throughTanh(double[] d, double[] activated) {
    for (int i = 0; i < d.length; i++) {
      d[i] *= 1 - activated[i] * activated[i];
    }
  }

  /**
   * Trains on random pairs of an input and what its reconstruction should be. The learning rate
   * falls to zero over the updates.
   *
   * @param inputs points
   * @param targets as many points; the inputs themselves for a plain autoencoder
   * @param updates steps of Adam, of 32 pairs each
   * @param random chooses the pairs
   * @param between called before each update; may throw to end the training
   * @return mean squared error over the last tenth of the updates, of scaled units
   */
  public double train(
      double[][] inputs, double[][] targets, int updates, SplitRandom random, Runnable between) {
    Pass pass = new Pass(COLUMNS);
    double[] g = new double[p.length];
    double[] wanted = new double[width * COLUMNS];
    double late = 0;
    int lateUpdates = Math.max(1, updates / 10);
    for (int update = 0; update < updates; update++) {
      between.run();
      for (int b = 0; b < COLUMNS; b++) {
        int i = random.nextInt(inputs.length);
        put(inputs[i], pass.x, b, COLUMNS);
        put(targets[i], wanted, b, COLUMNS);
      }
      pass.encode();
      pass.decode();
      Arrays.fill(g, 0);
      double loss = gradient(pass, wanted, g);
      adam.step(p, g, RATE * (updates - update) / updates);
      late += update >= updates - lateUpdates ? loss / lateUpdates : 0;
    }
    return late;
  }

  private double gradient(Pass pass, double[] wanted, double[] g) {
    int n = pass.n;
    double[] dy = new double[width * n];
    double loss = 0;
    for (int i = 0; i < dy.length; i++) {
      double difference = pass.y[i] - wanted[i];
      loss += difference * difference / dy.length;
      dy[i] = 2 * difference / dy.length;
    }
    double[] dDecoded = back(3, layer, width, pass.decoded, dy, g, n);
    throughTanh(dDecoded, pass.decoded);
    double[] dz = back(2, bottleneck, layer, pass.code, dDecoded, g, n);
    for (int i = 0; i < dz.length; i++) {
      double t = Fast.tanh(pass.z[i]);
      double t3 = Fast.tanh(3 * pass.z[i]);
      dz[i] *= 1.5 * (1 - t * t) - 1.5 * (1 - t3 * t3);
    }
    double[] dEncoded = back(1, layer, bottleneck, pass.encoded, dz, g, n);
    throughTanh(dEncoded, pass.encoded);
    back(0, width, layer, pass.x, dEncoded, g, n);
    return loss;
  }

  private void put(double[] point, double[] columns, int b, int n) {
    for (int d = 0; d < width; d++) {
      columns[d * n + b] = (point[d] - mean[d]) / scale[d];
    }
  }

  /**
   * How badly a point is reconstructed.
   *
   * @param input point
   * @param target what its reconstruction should be
   * @return mean squared difference of scaled units
   */
  public double error(double[] input, double[] target) {
    double[] rebuilt = decode(encode(input));
    double sum = 0;
    for (int d = 0; d < width; d++) {
      double difference = (rebuilt[d] - target[d]) / scale[d];
      sum += difference * difference / width;
    }
    return sum;
  }

  /**
   * The code of a point.
   *
   * @param point not modified
   * @return −1, 0 or 1 for each unit of the bottleneck, as the digits 0, 1, 2 of a number in base 3
   */
  public long encode(double[] point) {
    Pass pass = new Pass(1);
    put(point, pass.x, 0, 1);
    pass.encode();
    long code = 0;
    for (double digit : pass.code) {
      code = 3 * code + (long) digit + 1;
    }
    return code;
  }

  /**
   * The point a code stands for.
   *
   * @param code as {@link #encode} gives it
   * @return a point
   */
  public double[] decode(long code) {
    Pass pass = new Pass(1);
    long rest = code;
    for (int i = bottleneck - 1; i >= 0; i--) {
      pass.code[i] = rest % 3 - 1;
      rest /= 3;
    }
    pass.decode();
    double[] point = new double[width];
    for (int d = 0; d < width; d++) {
      point[d] = mean[d] + scale[d] * pass.y[d];
    }
    return point;
  }
}
