package org.xai4j.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a run of a recurrent layer over n sequences works on: its states, and the panel of a step's
 * features, states and ones that the weights are multiplied by. Each row of the panel holds one
 * number of all sequences, so every gate comes out of the product in a piece. Going back, states
 * and panel hold the gradient by them.
 */
final class FloatRun {
  /** The hidden states [h·n]. */
  final float[] hidden;

  /** The LSTM's cell states [h·n]. */
  final float[] cells;

  /** For intermediate values [h·n]. */
  final float[] one;

  /** For intermediate values [h·n]. */
  final float[] other;

  private final int features;
  private final int state;
  private final INDArray panel;
  private final List<INDArray> weights;
  private final List<INDArray> sums = new ArrayList<>();

  private FloatRun(FloatCell cell, int features, int units, int rows, int n) {
    this.features = features * n;
    state = units * n;
    hidden = new float[state];
    cells = new float[state];
    one = new float[state];
    other = new float[state];
    panel = Ops.empty(DataType.FLOAT, rows, n);
    weights = cell.weights();
    for (INDArray w : weights) {
      sums.add(Ops.empty(DataType.FLOAT, w.size(0), n));
    }
  }

  /** A run from zero states. */
  static FloatRun forward(FloatCell cell, int features, int units, int n) {
    FloatRun run = new FloatRun(cell, features, units, features + units + 1, n);
    float[] ones = new float[n];
    Arrays.fill(ones, 1);
    Host.write(ones, 0, n, run.panel, run.features + run.state);
    return run;
  }

  /** A run back from zero gradients; the panel has no ones. */
  static FloatRun backward(FloatCell cell, int features, int units, int n) {
    return new FloatRun(cell, features, units, features + units, n);
  }

  /** Writes the panel's features. */
  void features(float[] values) {
    Host.write(values, 0, features, panel, 0);
  }

  /** Reads the panel's features. */
  void readFeatures(float[] into) {
    Host.read(panel, 0, into, 0, features);
  }

  /** Writes the panel's states. */
  void states(float[] values) {
    Host.write(values, 0, state, panel, features);
  }

  /** Reads the panel's states. */
  void readStates(float[] into) {
    Host.read(panel, features, into, 0, state);
  }

  /** Multiplies weights by the panel and reads the product's blocks. */
  void product(int which, float[]... into) {
    INDArray sum = sums.get(which);
    Ops.gemm(weights.get(which), false, panel, false, sum, 0);
    for (int block = 0; block < into.length; block++) {
      Host.read(sum, (long) block * state, into[block], 0, state);
    }
  }

  /** Writes the gradient by a block of a product. */
  void slopes(int which, int block, float[] values) {
    Host.write(values, 0, state, sums.get(which), (long) block * state);
  }

  /**
   * Takes the gradient by a product to that by the panel.
   *
   * @param beta factor of what the panel holds
   */
  void transposed(int which, double beta) {
    Ops.gemm(weights.get(which), true, sums.get(which), false, panel, beta);
  }
}
