package org.xai4j.core.engine.recurrent;

import org.xai4j.core.array.NdArrays;
import org.xai4j.core.engine.Scalar;
import org.xai4j.core.layer.Recurrent;

/**
 * The equations of {@link Recurrent}: one step of one row in double precision, with the weights in
 * plain arrays, so that a step of a small network takes about a microsecond. The reference device
 * and its gradient, relevance propagation and automata all step by it.
 */
public final class RecurrentCell {
  private final Recurrent layer;
  private final int units;
  private final int width;
  private final int features;
  private final double[] inputWeights;
  private final double[] recurrentWeights;
  private final double[] bias;
  private final double[] candidateBias;
  private final Scalar gate;
  private final Scalar activation;

  /**
   * Takes the weights out of a layer.
   *
   * @param layer any recurrent layer
   */
  public RecurrentCell(Recurrent layer) {
    this.layer = layer;
    units = layer.units();
    width = layer.cell().blocks() * units;
    features = (int) layer.inputWeights().size(0);
    inputWeights = NdArrays.doubles(layer.inputWeights());
    recurrentWeights = NdArrays.doubles(layer.recurrentWeights());
    bias = NdArrays.doubles(layer.inputBias());
    double[] c = NdArrays.doubles(layer.recurrentBias());
    candidateBias = new double[units];
    for (int j = 0; j < width; j++) {
      if (layer.cell() == Recurrent.Cell.GRU && j >= 2 * units) {
        candidateBias[j - 2 * units] = c[j];
      } else {
        bias[j] += c[j];
      }
    }
    gate = Scalar.of(layer.gate());
    activation = Scalar.of(layer.activation());
  }

  /**
   * The layer it was taken from.
   *
   * @return as given
   */
  public Recurrent layer() {
    return layer;
  }

  /**
   * Numbers of a step's input.
   *
   * @return rows of W
   */
  public int features() {
    return features;
  }

  /**
   * Hidden units.
   *
   * @return h
   */
  public int units() {
    return units;
  }

  /**
   * Arguments of all gates and the candidate.
   *
   * @return blocks·h
   */
  public int width() {
    return width;
  }

  /**
   * The weights of the input.
   *
   * @return W [features, width], not to be written to
   */
  public double[] inputWeights() {
    return inputWeights;
  }

  /**
   * The weights of the state.
   *
   * @return R [units, width], not to be written to
   */
  public double[] recurrentWeights() {
    return recurrentWeights;
  }

  /**
   * What is added to the products.
   *
   * @return b + c [width], for a GRU's candidate b alone; not to be written to
   */
  public double[] bias() {
    return bias;
  }

  /**
   * What is added to the recurrent part of a GRU's candidate.
   *
   * @return c of the candidate [units], not to be written to
   */
  public double[] candidateBias() {
    return candidateBias;
  }

  /**
   * The function of the gates.
   *
   * @return with its slope
   */
  public Scalar gate() {
    return gate;
  }

  /**
   * The function of candidate and output.
   *
   * @return with its slope
   */
  public Scalar activation() {
    return activation;
  }

  /**
   * What an input adds to the gates: x·W + b.
   *
   * @param x holds a step's input
   * @param from its place there
   * @param sums overwritten from a place on, width numbers
   * @param z the place
   */
  public void arrive(double[] x, int from, double[] sums, int z) {
    System.arraycopy(bias, 0, sums, z, width);
    product(x, from, features, inputWeights, sums, z, 0, width);
  }

  /**
   * Numbers of a row: its hidden units, and what belongs to them.
   *
   * @param hidden holds h
   * @param h its place there
   * @param cells LSTM: holds c; GRU: of the state before a step, is given the recurrent part q of
   *     the candidate; simple: not used
   * @param c its place there
   */
  public record State(double[] hidden, int h, double[] cells, int c) {}

  /**
   * One step.
   *
   * @param sums holds what the input adds to the gates, and is given the arguments of gates and
   *     candidate
   * @param z the place there
   * @param before the state before; of a GRU its cells are written to
   * @param after overwritten by the state after
   */
  public void step(double[] sums, int z, State before, State after) {
    switch (layer.cell()) {
      case SIMPLE -> {
        state(before.hidden(), before.h(), sums, z, 0, width);
        for (int k = 0; k < units; k++) {
          after.hidden()[after.h() + k] = activation.value(sums[z + k]);
        }
      }
      case LSTM -> {
        state(before.hidden(), before.h(), sums, z, 0, width);
        for (int k = 0; k < units; k++) {
          double cell =
              gate.value(sums[z + units + k]) * before.cells()[before.c() + k]
                  + gate.value(sums[z + k]) * activation.value(sums[z + 2 * units + k]);
          after.cells()[after.c() + k] = cell;
          after.hidden()[after.h() + k] =
              gate.value(sums[z + 3 * units + k]) * activation.value(cell);
        }
      }
      case GRU -> gru(sums, z, before, after);
    }
  }

  private void gru(double[] sums, int z, State before, State after) {
    double[] h = before.hidden();
    int at = before.h();
    state(h, at, sums, z, 0, 2 * units);
    double[] input = new double[units];
    for (int k = 0; k < units; k++) {
      input[k] = layer.resetAfter() ? h[at + k] : gate.value(sums[z + k]) * h[at + k];
    }
    double[] part = new double[width];
    System.arraycopy(candidateBias, 0, part, 2 * units, units);
    state(input, 0, part, 0, 2 * units, width);
    for (int k = 0; k < units; k++) {
      int n = 2 * units + k;
      double q = part[n];
      before.cells()[before.c() + k] = q;
      sums[z + n] += layer.resetAfter() ? gate.value(sums[z + k]) * q : q;
      double update = gate.value(sums[z + units + k]);
      after.hidden()[after.h() + k] =
          (1 - update) * activation.value(sums[z + n]) + update * h[at + k];
    }
  }

  /**
   * A state's product with R over a range of columns.
   *
   * @param h holds the state
   * @param from its place there
   * @param sums h·R is added to
   * @param z the place of the first of all columns there
   * @param first of the columns
   * @param last behind the columns
   */
  public void state(double[] h, int from, double[] sums, int z, int first, int last) {
    product(h, from, units, recurrentWeights, sums, z, first, last);
  }

  /** sums[j] += Σₖ v[k]·M[k, j] for a range of columns j, four rows of M at a time. */
  private void product(
      double[] v, int from, int length, double[] m, double[] sums, int z, int first, int last) {
    int k = 0;
    for (; k + 3 < length; k += 4) {
      double v0 = v[from + k];
      double v1 = v[from + k + 1];
      double v2 = v[from + k + 2];
      double v3 = v[from + k + 3];
      int r = k * width;
      for (int j = first; j < last; j++) {
        sums[z + j] +=
            v0 * m[r + j]
                + v1 * m[r + width + j]
                + (v2 * m[r + 2 * width + j] + v3 * m[r + 3 * width + j]);
      }
    }
    for (; k < length; k++) {
      double value = v[from + k];
      for (int j = first; j < last; j++) {
        sums[z + j] += value * m[k * width + j];
      }
    }
  }
}
