package org.xai4j.core.engine.recurrent;

import java.util.Arrays;
import org.xai4j.core.engine.Scalar;

/** The gradient of a recurrent layer through time, by the chain rule, on a trace. */
public final class RecurrentGradient {
  private final RecurrentTrace trace;
  private final RecurrentCell cell;
  private final int units;
  private final int width;
  private final Scalar gate;
  private final Scalar activation;
  private final double[] sums;

  /** Of the arguments of gates and candidate [steps, rows, width]. */
  private final double[] ofSums;

  /** Of one row's state behind the present step, and before it [units]. */
  private double[] ofState;

  private double[] before;

  /** Of one row's LSTM cells [units]. */
  private final double[] ofCells;

  private RecurrentGradient(RecurrentTrace trace) {
    this.trace = trace;
    cell = trace.cell();
    units = cell.units();
    width = cell.width();
    gate = cell.gate();
    activation = cell.activation();
    sums = trace.sums();
    ofSums = new double[sums.length];
    ofState = new double[units];
    before = new double[units];
    ofCells = new double[units];
  }

  /**
   * The gradient of ⟨signal, h⟩ with respect to the arguments of gates and candidate; that of the
   * input is its product with Wᵀ.
   *
   * @param trace of the forward pass
   * @param arrived the signal [steps, rows, units]
   * @return [steps, rows, width]
   */
  public static double[] of(RecurrentTrace trace, double[] arrived) {
    RecurrentGradient gradient = new RecurrentGradient(trace);
    for (int row = 0; row < trace.rows(); row++) {
      gradient.back(row, arrived);
    }
    return gradient.ofSums;
  }

  private void back(int row, double[] arrived) {
    Arrays.fill(ofState, 0);
    Arrays.fill(ofCells, 0);
    for (int step = trace.steps() - 1; step >= 0; step--) {
      int place = step * trace.rows() + row;
      for (int k = 0; k < units; k++) {
        ofState[k] += arrived[place * units + k];
      }
      Arrays.fill(before, 0);
      int z = place * width;
      switch (cell.layer().cell()) {
        case SIMPLE -> {
          for (int k = 0; k < units; k++) {
            ofSums[z + k] = ofState[k] * activation.slope(sums[z + k]);
          }
          transposed(ofSums, z, before, 0, width);
        }
        case LSTM -> {
          lstm(place);
          transposed(ofSums, z, before, 0, width);
        }
        case GRU -> gru(place);
      }
      double[] swap = ofState;
      ofState = before;
      before = swap;
    }
  }

  private void lstm(int place) {
    int z = place * width;
    double[] cells = trace.cells();
    for (int k = 0; k < units; k++) {
      int i = z + k;
      int f = i + units;
      int g = f + units;
      int o = g + units;
      double next = cells[(place + trace.rows()) * units + k];
      double d = ofCells[k] + ofState[k] * gate.value(sums[o]) * activation.slope(next);
      ofSums[i] = d * activation.value(sums[g]) * gate.slope(sums[i]);
      ofSums[f] = d * cells[place * units + k] * gate.slope(sums[f]);
      ofSums[g] = d * gate.value(sums[i]) * activation.slope(sums[g]);
      ofSums[o] = ofState[k] * activation.value(next) * gate.slope(sums[o]);
      ofCells[k] = d * gate.value(sums[f]);
    }
  }

  private void gru(int place) {
    int z = place * width;
    boolean after = cell.layer().resetAfter();
    double[] ofPart = new double[width];
    for (int k = 0; k < units; k++) {
      int r = z + k;
      int u = r + units;
      int n = u + units;
      double h = trace.hidden()[place * units + k];
      double update = gate.value(sums[u]);
      double d = ofState[k] * (1 - update) * activation.slope(sums[n]);
      ofSums[u] = ofState[k] * (h - activation.value(sums[n])) * gate.slope(sums[u]);
      ofSums[n] = d;
      before[k] += ofState[k] * update;
      ofPart[2 * units + k] = after ? d * gate.value(sums[r]) : d;
      if (after) {
        ofSums[r] = d * trace.cells()[place * units + k] * gate.slope(sums[r]);
      }
    }
    double[] ofInput = new double[units];
    transposed(ofPart, 0, ofInput, 2 * units, width);
    for (int k = 0; k < units; k++) {
      int r = z + k;
      if (after) {
        before[k] += ofInput[k];
      } else {
        double h = trace.hidden()[place * units + k];
        ofSums[r] = ofInput[k] * h * gate.slope(sums[r]);
        before[k] += ofInput[k] * gate.value(sums[r]);
      }
    }
    transposed(ofSums, z, before, 0, 2 * units);
  }

  /** into += signal·Rᵀ over a range of columns. */
  private void transposed(double[] signal, int from, double[] into, int first, int last) {
    double[] recurrent = cell.recurrentWeights();
    for (int k = 0; k < units; k++) {
      double sum = 0;
      for (int j = first; j < last; j++) {
        sum += signal[from + j] * recurrent[k * width + j];
      }
      into[k] += sum;
    }
  }
}
