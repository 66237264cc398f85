package org.xai4j.lrp.decomposition;

import org.xai4j.core.engine.Scalar;
import org.xai4j.core.engine.recurrent.RecurrentCell;
import org.xai4j.core.engine.recurrent.RecurrentTrace;

/**
 * The states of an LSTM split into the part of some inputs and the part of the others (Murdoch, Liu
 * and Yu 2018).
 *
 * @param trace the LSTM's run
 */
record LstmDecomposition(RecurrentTrace trace) {
  /**
   * ⟨w, β⟩ and ⟨w, γ⟩ for one row; they add up to ⟨w, h⟩.
   *
   * @param row of the trace
   * @param mask 1 for the inputs in question, else 0 [steps, features]
   * @param weights w [steps, rows, units]
   * @return the part of the score that comes of these inputs, and the rest
   */
  double[] split(int row, double[] mask, double[] weights) {
    RecurrentTrace t = trace;
    RecurrentCell cell = t.cell();
    int units = cell.units();
    double[] relevantState = new double[units];
    double[] otherState = new double[units];
    double[] relevantCells = new double[units];
    double[] otherCells = new double[units];
    double[] parts = new double[2];
    for (int s = 0; s < t.steps(); s++) {
      int place = s * t.rows() + row;
      double[] relevant = new double[cell.width()];
      double[] other = new double[cell.width()];
      cell.state(relevantState, 0, relevant, 0, 0, cell.width());
      cell.state(otherState, 0, other, 0, 0, cell.width());
      double inside = 0;
      for (int k = 0; k < cell.features(); k++) {
        double on = mask[s * cell.features() + k];
        inside += on / cell.features();
        double x = t.x()[place * cell.features() + k];
        double[] into = on > 0 ? relevant : other;
        for (int j = 0; j < cell.width(); j++) {
          into[j] += x * cell.inputWeights()[k * cell.width() + j];
        }
      }
      for (int k = 0; k < units; k++) {
        Parts i = Parts.of(relevant[k], other[k], cell.bias()[k], cell.gate());
        int f = units + k;
        Parts forget = Parts.of(relevant[f], other[f], cell.bias()[f], cell.gate());
        int g = 2 * units + k;
        Parts candidate = Parts.of(relevant[g], other[g], cell.bias()[g], cell.activation());
        double both = i.bias() * candidate.bias();
        double newRelevant =
            i.relevant() * (candidate.relevant() + candidate.bias())
                + i.bias() * candidate.relevant()
                + inside * both
                + (forget.relevant() + forget.bias()) * relevantCells[k];
        double newOther =
            i.other() * candidate.sum()
                + (i.relevant() + i.bias()) * candidate.other()
                + (1 - inside) * both
                + forget.sum() * otherCells[k]
                + forget.other() * relevantCells[k];
        relevantCells[k] = newRelevant;
        otherCells[k] = newOther;
        double output = cell.gate().value(t.sums()[place * cell.width() + 3 * units + k]);
        double whole = cell.activation().value(newRelevant + newOther);
        double alone = cell.activation().value(newRelevant);
        double rest = cell.activation().value(newOther);
        relevantState[k] = output * 0.5 * (alone + whole - rest);
        otherState[k] = output * 0.5 * (rest + whole - alone);
        parts[0] += weights[place * units + k] * relevantState[k];
        parts[1] += weights[place * units + k] * otherState[k];
      }
    }
    return parts;
  }

  /**
   * An activation of a sum split over its terms, each term's mean contribution over both orders
   * behind the bias.
   *
   * @param relevant part of the relevant term
   * @param other part of the other term
   * @param bias part of the bias
   */
  private record Parts(double relevant, double other, double bias) {
    static Parts of(double relevant, double other, double bias, Scalar f) {
      double alone = f.value(bias);
      double withRelevant = f.value(relevant + bias);
      double withOther = f.value(other + bias);
      double all = f.value(relevant + other + bias);
      return new Parts(
          0.5 * (withRelevant - alone + all - withOther),
          0.5 * (withOther - alone + all - withRelevant),
          alone);
    }

    double sum() {
      return relevant + other + bias;
    }
  }
}
