package org.xai4j.rnn.network;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.run.InputException;

/**
 * One step of a recurrent layer on one row, with the weights in plain arrays: no array operations,
 * so that a step of a small network takes about a microsecond. The formulas are those of {@link
 * Recurrent}. A state is h, for the LSTM h and then c.
 */
public final class RecurrentCell {
  private final Recurrent.Cell kind;
  private final int inputs;
  private final int units;
  private final int width;
  private final double[] inputWeights;
  private final double[] bias;
  private final double[][] recurrent;
  private final double[] candidateBias;
  private final DoubleUnaryOperator gate;
  private final DoubleUnaryOperator activation;
  private final boolean resetAfter;

  /**
   * Takes the weights out of a layer.
   *
   * @param layer runs forward in time
   * @throws InputException if it runs backward or has a function that is not known here
   */
  public RecurrentCell(Recurrent layer) {
    InputException.check(
        !layer.reverse(),
        "A layer that reads its input backward cannot be stepped symbol by symbol; use a network"
            + " with forward layers only.");
    kind = layer.cell();
    units = layer.units();
    width = kind.blocks() * units;
    inputs = (int) layer.inputWeights().size(0);
    inputWeights = NdArrays.doubles(layer.inputWeights());
    double[] r = NdArrays.doubles(layer.recurrentWeights());
    recurrent = new double[units][];
    for (int k = 0; k < units; k++) {
      recurrent[k] = Arrays.copyOfRange(r, k * width, (k + 1) * width);
    }
    bias = NdArrays.doubles(layer.inputBias());
    double[] c = NdArrays.doubles(layer.recurrentBias());
    candidateBias = new double[units];
    for (int j = 0; j < width; j++) {
      if (kind == Recurrent.Cell.GRU && j >= 2 * units) {
        candidateBias[j - 2 * units] = c[j];
      } else {
        bias[j] += c[j];
      }
    }
    gate = function(layer.gate());
    activation = function(layer.activation());
    resetAfter = layer.resetAfter();
  }

  private static DoubleUnaryOperator function(Activation a) {
    double alpha = a.alpha();
    double beta = a.beta();
    return switch (a.function()) {
      case TANH -> Fast::tanh;
      case SIGMOID -> Fast::sigmoid;
      case RELU -> x -> Math.max(x, 0);
      case HARD_SIGMOID -> x -> Math.min(Math.max(alpha * x + beta, 0), 1);
      case SOFTSIGN -> x -> x / (1 + Math.abs(x));
      case CLIP -> x -> Math.min(Math.max(x, alpha), beta);
      default ->
          throw new InputException(
              "A recurrent layer with the function "
                  + a.type()
                  + " cannot be stepped; there are tanh, sigmoid, ReLU, hard sigmoid, softsign and"
                  + " clip.");
    };
  }

  /**
   * Number of input features.
   *
   * @return rows of W
   */
  public int inputs() {
    return inputs;
  }

  /**
   * Number of hidden units.
   *
   * @return h
   */
  public int units() {
    return units;
  }

  /**
   * Values of a state.
   *
   * @return h, for the LSTM 2h
   */
  public int stateSize() {
    return kind == Recurrent.Cell.LSTM ? 2 * units : units;
  }

  /**
   * What an input adds to the gates: x·W + b.
   *
   * @param x input features
   * @return [blocks·h]
   */
  public double[] arrive(double[] x) {
    double[] z = bias.clone();
    for (int k = 0; k < inputs; k++) {
      if (x[k] != 0) {
        for (int j = 0; j < width; j++) {
          z[j] += x[k] * inputWeights[k * width + j];
        }
      }
    }
    return z;
  }

  /**
   * One step.
   *
   * @param arrived as {@link #arrive} gives it; not modified
   * @param state holds the state before; not modified
   * @param from its place there
   * @param next overwritten by the state after, at the same place
   */
  public void step(double[] arrived, double[] state, int from, double[] next) {
    double[] z = arrived.clone();
    switch (kind) {
      case SIMPLE -> {
        product(state, from, z, 0, width);
        for (int k = 0; k < units; k++) {
          next[from + k] = activation.applyAsDouble(z[k]);
        }
      }
      case LSTM -> {
        product(state, from, z, 0, width);
        for (int k = 0; k < units; k++) {
          double in = gate.applyAsDouble(z[k]);
          double forget = gate.applyAsDouble(z[units + k]);
          double candidate = activation.applyAsDouble(z[2 * units + k]);
          double c = forget * state[from + units + k] + in * candidate;
          next[from + units + k] = c;
          next[from + k] = gate.applyAsDouble(z[3 * units + k]) * activation.applyAsDouble(c);
        }
      }
      case GRU -> gru(z, state, from, next);
    }
  }

  private void gru(double[] z, double[] state, int from, double[] next) {
    product(state, from, z, 0, 2 * units);
    for (int j = 0; j < 2 * units; j++) {
      z[j] = gate.applyAsDouble(z[j]);
    }
    double[] part = new double[width];
    if (resetAfter) {
      System.arraycopy(candidateBias, 0, part, 2 * units, units);
      product(state, from, part, 2 * units, width);
      for (int k = 0; k < units; k++) {
        part[2 * units + k] *= z[k];
      }
    } else {
      double[] reset = new double[units];
      for (int k = 0; k < units; k++) {
        reset[k] = z[k] * state[from + k];
        part[2 * units + k] = candidateBias[k];
      }
      product(reset, 0, part, 2 * units, width);
    }
    for (int k = 0; k < units; k++) {
      double candidate = activation.applyAsDouble(z[2 * units + k] + part[2 * units + k]);
      double keep = z[units + k];
      next[from + k] = (1 - keep) * candidate + keep * state[from + k];
    }
  }

  /** z[j] += Σₖ h[k]·R[k, j] for a range of columns j, four rows of R at a time. */
  private void product(double[] h, int from, double[] z, int first, int last) {
    int k = 0;
    for (; k + 3 < units; k += 4) {
      double h0 = h[from + k];
      double h1 = h[from + k + 1];
      double h2 = h[from + k + 2];
      double h3 = h[from + k + 3];
      double[] r0 = recurrent[k];
      double[] r1 = recurrent[k + 1];
      double[] r2 = recurrent[k + 2];
      double[] r3 = recurrent[k + 3];
      for (int j = first; j < last; j++) {
        z[j] += h0 * r0[j] + h1 * r1[j] + (h2 * r2[j] + h3 * r3[j]);
      }
    }
    for (; k < units; k++) {
      double value = h[from + k];
      double[] row = recurrent[k];
      for (int j = first; j < last; j++) {
        z[j] += value * row[j];
      }
    }
  }
}
