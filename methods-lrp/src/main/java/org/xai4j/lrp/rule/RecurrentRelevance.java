package org.xai4j.lrp.rule;

import java.util.Arrays;
import org.xai4j.core.engine.recurrent.RecurrentCell;
import org.xai4j.core.engine.recurrent.RecurrentTrace;

/** The relevance of a recurrent layer's inputs from that of its outputs, on Java arrays. */
final class RecurrentRelevance {
  private final RecurrentRule rule;
  private final RecurrentTrace t;
  private final RecurrentCell cell;
  private final int units;

  /** Relevance of the input [steps, rows, features]. */
  private final double[] ofInput;

  /** Relevance of the arguments of gates and candidate at the present step and row [width]. */
  private final double[] ofSums;

  /** Relevance of the state at the present step, and before it [units]. */
  private double[] ofState;

  private double[] before;

  /** Relevance of the LSTM's cells [units]. */
  private final double[] ofCells;

  RecurrentRelevance(RecurrentRule rule, RecurrentTrace trace) {
    this.rule = rule;
    t = trace;
    cell = trace.cell();
    units = cell.units();
    ofInput = new double[trace.x().length];
    ofSums = new double[cell.width()];
    ofState = new double[units];
    before = new double[units];
    ofCells = new double[units];
  }

  /**
   * Goes back through all steps.
   *
   * @param arrived relevance of the outputs [steps, rows, units]
   * @return relevance of the inputs [steps, rows, features]
   */
  double[] inputs(double[] arrived) {
    for (int i = 0; i < t.rows(); i++) {
      Arrays.fill(ofState, 0);
      Arrays.fill(ofCells, 0);
      for (int s = t.steps() - 1; s >= 0; s--) {
        int place = s * t.rows() + i;
        for (int k = 0; k < units; k++) {
          ofState[k] += arrived[place * units + k];
        }
        Arrays.fill(ofSums, 0);
        Arrays.fill(before, 0);
        switch (cell.layer().cell()) {
          case SIMPLE -> System.arraycopy(ofState, 0, ofSums, 0, units);
          case LSTM -> lstm(place);
          case GRU -> gru(place);
        }
        boolean gated = rule.gates() != RecurrentRule.Gates.NONE;
        switch (cell.layer().cell()) {
          case SIMPLE -> linear(place, 0, units);
          case LSTM -> linear(place, gated ? 0 : 2 * units, gated ? 4 * units : 3 * units);
          case GRU -> {
            candidate(place);
            if (gated) {
              linear(place, 0, 2 * units);
            }
          }
        }
        double[] swap = ofState;
        ofState = before;
        before = swap;
      }
    }
    return ofInput;
  }

  private boolean first(int place) {
    return place < t.rows();
  }

  private void lstm(int place) {
    int z = place * cell.width();
    for (int k = 0; k < units; k++) {
      double c = t.cells()[place * units + k];
      double next = t.cells()[(place + t.rows()) * units + k];
      double input = cell.gate().value(t.sums()[z + k]);
      double forget = cell.gate().value(t.sums()[z + units + k]);
      double candidate = cell.activation().value(t.sums()[z + 2 * units + k]);
      double output = cell.gate().value(t.sums()[z + 3 * units + k]);
      double part = rule.gatePart(output, cell.activation().value(next));
      ofSums[3 * units + k] = part * ofState[k];
      double r = ofCells[k] + (1 - part) * ofState[k];
      double share = Stabilizer.divide(r, next, rule.epsilon());
      double ofOld = first(place) ? 0 : forget * c * share + spread(share, next, 2);
      double ofNew = input * candidate * share + spread(share, next, first(place) ? 1 : 2);
      part = rule.gatePart(forget, c);
      ofSums[units + k] = part * ofOld;
      ofCells[k] = (1 - part) * ofOld;
      part = rule.gatePart(input, candidate);
      ofSums[k] = part * ofNew;
      ofSums[2 * units + k] = (1 - part) * ofNew;
    }
  }

  private void gru(int place) {
    int z = place * cell.width();
    for (int k = 0; k < units; k++) {
      double h = t.hidden()[place * units + k];
      double next = t.hidden()[(place + t.rows()) * units + k];
      double update = cell.gate().value(t.sums()[z + units + k]);
      double candidate = cell.activation().value(t.sums()[z + 2 * units + k]);
      double share = Stabilizer.divide(ofState[k], next, rule.epsilon());
      double ofOld = first(place) ? 0 : update * h * share + spread(share, next, 2);
      double ofNew = (1 - update) * candidate * share + spread(share, next, first(place) ? 1 : 2);
      double oldPart = rule.gatePart(update, h);
      double newPart = rule.gatePart(1 - update, candidate);
      ofSums[units + k] = oldPart * ofOld + newPart * ofNew;
      before[k] = (1 - oldPart) * ofOld;
      ofSums[2 * units + k] = (1 - newPart) * ofNew;
    }
  }

  /** The stabiliser's share of a sum of terms without bias. */
  private double spread(double share, double z, int terms) {
    return rule.delta() * stabilizer(z) * share / terms;
  }

  private double stabilizer(double z) {
    return z >= 0 ? rule.epsilon() : -rule.epsilon();
  }

  /** Back through x·W + h·R + b for some columns. */
  private void linear(int place, int from, int to) {
    double spread = 0;
    int inputs = cell.features() + (first(place) ? 0 : units);
    double[] share = new double[cell.width()];
    for (int j = from; j < to; j++) {
      double z = t.sums()[place * cell.width() + j];
      share[j] = Stabilizer.divide(ofSums[j], z, rule.epsilon());
      spread += rule.delta() * (cell.bias()[j] + stabilizer(z)) * share[j] / inputs;
    }
    toInput(place, share, spread, from, to);
    if (!first(place)) {
      for (int k = 0; k < units; k++) {
        double r = product(cell.recurrentWeights(), k, share, from, to);
        before[k] += t.hidden()[place * units + k] * r + spread;
      }
    }
  }

  /** Back through the GRU's candidate, whose recurrent part the reset gate scales. */
  private void candidate(int place) {
    int from = 2 * units;
    int z = place * cell.width();
    int inputs = cell.features() + (first(place) ? 0 : units);
    double spread = 0;
    double[] share = new double[cell.width()];
    double[] recurrent = new double[cell.width()];
    for (int k = 0; k < units; k++) {
      double sum = t.sums()[z + from + k];
      double s = Stabilizer.divide(ofSums[from + k], sum, rule.epsilon());
      double reset = cell.layer().resetAfter() ? cell.gate().value(t.sums()[z + k]) : 1;
      double q = t.cells()[place * units + k];
      double part = cell.layer().resetAfter() ? rule.gatePart(reset, q) : 0;
      ofSums[k] += part * reset * q * s;
      share[from + k] = s;
      recurrent[from + k] = (1 - part) * reset * s;
      double bias = cell.bias()[from + k] + (1 - part) * reset * cell.candidateBias()[k];
      spread += rule.delta() * (bias + stabilizer(sum)) * s / inputs;
    }
    toInput(place, share, spread, from, cell.width());
    if (first(place)) {
      return;
    }
    for (int k = 0; k < units; k++) {
      double reset = cell.layer().resetAfter() ? 1 : cell.gate().value(t.sums()[z + k]);
      double h = t.hidden()[place * units + k];
      double r = reset * h * product(cell.recurrentWeights(), k, recurrent, from, cell.width());
      double part = cell.layer().resetAfter() ? 0 : rule.gatePart(reset, h);
      ofSums[k] += part * r;
      before[k] += (1 - part) * r + spread;
    }
  }

  private void toInput(int place, double[] share, double spread, int from, int to) {
    int at = place * cell.features();
    for (int k = 0; k < cell.features(); k++) {
      ofInput[at + k] += t.x()[at + k] * product(cell.inputWeights(), k, share, from, to) + spread;
    }
  }

  /** One row of a matrix times a vector, over some columns. */
  private double product(double[] weights, int row, double[] share, int from, int to) {
    double sum = 0;
    for (int j = from; j < to; j++) {
      sum += weights[row * cell.width() + j] * share[j];
    }
    return sum;
  }
}
