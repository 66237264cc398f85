package org.xai4j.lrp.internal;

import org.xai4j.core.array.NdArrays;
import org.xai4j.core.engine.Scalar;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Recurrent.Cell;
import org.xai4j.core.tensor.Tensor;

/**
 * A recurrent layer run step by step on Java arrays, with all that happens inside. Steps are
 * numbered in the order they are taken, which for reversed layers is against time.
 */
public final class RecurrentTrace {
  /** The layer that was run. */
  public final Recurrent layer;

  /** How many steps. */
  public final int steps;

  /** How many rows. */
  public final int rows;

  /** How many numbers a step's input has. */
  public final int features;

  /** How many numbers the state has. */
  public final int units;

  /** Units of all gates and the candidate. */
  public final int width;

  /** W [features, width]. */
  public final double[] inputWeights;

  /** R [units, width]. */
  public final double[] recurrentWeights;

  /** b + c [width]; for a GRU's candidate b alone. */
  public final double[] bias;

  /** The GRU's c of the candidate [units]. */
  public final double[] candidateBias;

  /** The function of the gates. */
  public final Scalar gate;

  /** The function of candidate and output. */
  public final Scalar activation;

  /** x [steps, rows, features]. */
  public final double[] x;

  /** Arguments of gates and candidate [steps, rows, width]. */
  public final double[] sums;

  /** h [steps + 1, rows, units], the state before a step at its place. */
  public final double[] hidden;

  /** LSTM: c, as h; GRU: the candidate's recurrent part q at the place of its step. */
  public final double[] cells;

  /**
   * Runs a layer.
   *
   * @param layer any recurrent layer
   * @param input in the layer's layout
   */
  public RecurrentTrace(Recurrent layer, Tensor input) {
    this.layer = layer;
    Tensor major = timeMajor(layer.layout(), input);
    steps = (int) major.size(0);
    rows = (int) major.size(1);
    features = (int) major.size(2);
    units = layer.units();
    width = layer.cell().blocks() * units;
    inputWeights = NdArrays.doubles(layer.inputWeights());
    recurrentWeights = NdArrays.doubles(layer.recurrentWeights());
    bias = NdArrays.doubles(layer.inputBias());
    candidateBias = new double[units];
    double[] c = NdArrays.doubles(layer.recurrentBias());
    for (int j = 0; j < width; j++) {
      if (layer.cell() == Cell.GRU && j >= 2 * units) {
        candidateBias[j - 2 * units] = c[j];
      } else {
        bias[j] += c[j];
      }
    }
    gate = Scalar.of(layer.gate());
    activation = Scalar.of(layer.activation());
    x = inOrder(major.doubles());
    sums = new double[steps * rows * width];
    hidden = new double[(steps + 1) * rows * units];
    cells = new double[hidden.length];
    for (int s = 0; s < steps; s++) {
      for (int i = 0; i < rows; i++) {
        step(s * rows + i);
      }
    }
  }

  /** The input's axes as [time, n, features]. */
  private static Tensor timeMajor(Recurrent.Layout layout, Tensor x) {
    return switch (layout) {
      case BATCH_TIME_FEATURE -> x.permute(1, 0, 2);
      case BATCH_FEATURE_TIME -> x.permute(2, 0, 1);
    };
  }

  /**
   * Relevance of the output in the order of the steps.
   *
   * @param signal in the layer's layout
   * @return [steps, rows, units]
   */
  public double[] arrived(Tensor signal) {
    return inOrder(timeMajor(layer.layout(), signal).doubles());
  }

  /**
   * An array like the input.
   *
   * @param values [steps, rows, features]
   * @param like the input
   * @return of its shape and type
   */
  public Tensor restored(double[] values, Tensor like) {
    Tensor major = like.device().of(like.type(), inOrder(values), steps, rows, features);
    return switch (layer.layout()) {
      case BATCH_TIME_FEATURE -> major.permute(1, 0, 2);
      case BATCH_FEATURE_TIME -> major.permute(1, 2, 0);
    };
  }

  /**
   * One row of the input's shape in the order of the steps.
   *
   * @param row in the layer's layout
   * @return [steps, features]
   */
  public double[] likeInput(Tensor row) {
    return inOrder(timeMajor(layer.layout(), row).doubles());
  }

  /** Turns time around for reversed layers; its own inverse. */
  private double[] inOrder(double[] values) {
    if (!layer.reverse()) {
      return values;
    }
    double[] turned = new double[values.length];
    int size = values.length / steps;
    for (int s = 0; s < steps; s++) {
      System.arraycopy(values, s * size, turned, (steps - 1 - s) * size, size);
    }
    return turned;
  }

  /** into += vector·matrix over a range of columns of the matrix. */
  public void product(
      double[] vector, int from, int length, double[] matrix, double[] into, int at, int first) {
    for (int k = 0; k < length; k++) {
      double value = vector[from + k];
      for (int j = first; j < width; j++) {
        into[at + j] += value * matrix[k * width + j];
      }
    }
  }

  private void step(int place) {
    int z = place * width;
    int before = place * units;
    int after = before + rows * units;
    System.arraycopy(bias, 0, sums, z, width);
    product(x, place * features, features, inputWeights, sums, z, 0);
    if (layer.cell() == Cell.GRU) {
      gru(z, before, after);
      return;
    }
    product(hidden, before, units, recurrentWeights, sums, z, 0);
    for (int k = 0; k < units; k++) {
      if (layer.cell() == Cell.SIMPLE) {
        hidden[after + k] = activation.value(sums[z + k]);
      } else {
        cells[after + k] =
            gate.value(sums[z + units + k]) * cells[before + k]
                + gate.value(sums[z + k]) * activation.value(sums[z + 2 * units + k]);
        hidden[after + k] =
            gate.value(sums[z + 3 * units + k]) * activation.value(cells[after + k]);
      }
    }
  }

  private void gru(int z, int before, int after) {
    double[] recurrent = new double[width];
    product(hidden, before, units, recurrentWeights, recurrent, 0, 0);
    for (int j = 0; j < 2 * units; j++) {
      sums[z + j] += recurrent[j];
    }
    if (!layer.resetAfter()) {
      double[] input = new double[units];
      for (int k = 0; k < units; k++) {
        input[k] = gate.value(sums[z + k]) * hidden[before + k];
      }
      recurrent = new double[width];
      product(input, 0, units, recurrentWeights, recurrent, 0, 2 * units);
    }
    for (int k = 0; k < units; k++) {
      double q = recurrent[2 * units + k] + candidateBias[k];
      cells[before + k] = q;
      sums[z + 2 * units + k] += layer.resetAfter() ? gate.value(sums[z + k]) * q : q;
      double update = gate.value(sums[z + units + k]);
      hidden[after + k] =
          (1 - update) * activation.value(sums[z + 2 * units + k]) + update * hidden[before + k];
    }
  }
}
