package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.engine.Scalar;
import org.xai4j.core.layer.Recurrent;

/**
 * Recurrent layers and their gradient through time. The products with the inputs of all steps are
 * one matrix product; the steps run here, in double precision. Arrays inside lie time-major.
 */
final class ArrayRecurrentOperator implements ArrayOperator {
  private final Recurrent layer;
  private final SequenceLayout layout;
  private final int units;
  private final int width;
  private final INDArray inputWeights;
  private final INDArray bias;
  private final double[] recurrent;
  private final double[] candidateBias;
  private final Scalar gate;
  private final Scalar activation;

  /**
   * What the gradient needs of each step, time-major.
   *
   * @param sums the arguments of gates and candidate [t·n·blocks·h]
   * @param hidden the states, with the zero state first [(t + 1)·n·h]
   * @param cells LSTM: cell states, with the zero state first; GRU: the candidate's recurrent part
   */
  private record Memo(double[] sums, double[] hidden, double[] cells) {}

  ArrayRecurrentOperator(Recurrent layer) {
    this.layer = layer;
    layout = new SequenceLayout(layer.layout());
    units = layer.units();
    width = layer.cell().blocks() * units;
    inputWeights = Ops.plain(layer.inputWeights());
    double[] b = NdArrays.doubles(layer.inputBias());
    double[] c = NdArrays.doubles(layer.recurrentBias());
    candidateBias = new double[units];
    for (int j = 0; j < width; j++) {
      if (layer.cell() == Recurrent.Cell.GRU && j >= 2 * units) {
        candidateBias[j - 2 * units] = c[j];
      } else {
        b[j] += c[j];
      }
    }
    bias = NdArrays.array(layer.inputBias().dataType(), b, width);
    recurrent = NdArrays.doubles(layer.recurrentWeights());
    gate = Scalar.of(layer.gate());
    activation = Scalar.of(layer.activation());
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return record(inputs).output();
  }

  @Override
  public Recorded record(INDArray... inputs) {
    INDArray x = layout.timeMajor(inputs[0]);
    int steps = (int) x.size(0);
    int n = (int) x.size(1);
    INDArray flat = x.reshape('c', (long) steps * n, x.size(2));
    double[] sums = NdArrays.doubles(Ops.affine(flat, inputWeights, bias));
    double[] hidden = new double[(steps + 1) * n * units];
    double[] cells =
        layer.cell() == Recurrent.Cell.SIMPLE ? new double[0] : new double[hidden.length];
    for (int s = 0; s < steps; s++) {
      // Slot s of hidden and cells is the state before the s-th step taken.
      int from = time(s, steps) * n * width;
      switch (layer.cell()) {
        case SIMPLE -> simple(sums, from, hidden, s, n);
        case LSTM -> lstm(sums, from, hidden, cells, s, n);
        case GRU -> gru(sums, from, hidden, cells, s, n);
      }
    }
    double[] output = new double[steps * n * units];
    for (int s = 0; s < steps; s++) {
      System.arraycopy(hidden, (s + 1) * n * units, output, time(s, steps) * n * units, n * units);
    }
    INDArray y = NdArrays.array(x.dataType(), output, steps, n, units);
    return new Recorded(layout.restored(y), new Memo(sums, hidden, cells));
  }

  /** The position in time of the s-th step taken. */
  private int time(int s, int steps) {
    return layer.reverse() ? steps - 1 - s : s;
  }

  /** sums[row] += state[row]·R over a range of columns. */
  private void product(
      double[] state, int stateFrom, double[] sums, int from, int n, int first, int last) {
    for (int i = 0; i < n; i++) {
      int row = from + i * width;
      for (int k = 0; k < units; k++) {
        double value = state[stateFrom + i * units + k];
        int weight = k * width;
        for (int j = first; j < last; j++) {
          sums[row + j] += value * recurrent[weight + j];
        }
      }
    }
  }

  /** into[row] += signal[row]·Rᵀ over a range of columns. */
  private void transposed(
      double[] signal, int from, double[] into, int intoFrom, int n, int first, int last) {
    for (int i = 0; i < n; i++) {
      int row = from + i * width;
      for (int k = 0; k < units; k++) {
        int weight = k * width;
        double sum = 0;
        for (int j = first; j < last; j++) {
          sum += signal[row + j] * recurrent[weight + j];
        }
        into[intoFrom + i * units + k] += sum;
      }
    }
  }

  private void simple(double[] sums, int from, double[] hidden, int s, int n) {
    product(hidden, s * n * units, sums, from, n, 0, width);
    int next = (s + 1) * n * units;
    for (int i = 0; i < n * units; i++) {
      hidden[next + i] = activation.value(sums[from + i]);
    }
  }

  private void lstm(double[] sums, int from, double[] hidden, double[] cells, int s, int n) {
    product(hidden, s * n * units, sums, from, n, 0, width);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < units; k++) {
        int z = from + i * width + k;
        int before = (s * n + i) * units + k;
        int after = before + n * units;
        cells[after] =
            gate.value(sums[z + units]) * cells[before]
                + gate.value(sums[z]) * activation.value(sums[z + 2 * units]);
        hidden[after] = gate.value(sums[z + 3 * units]) * activation.value(cells[after]);
      }
    }
  }

  private void gru(double[] sums, int from, double[] hidden, double[] parts, int s, int n) {
    int state = s * n * units;
    product(hidden, state, sums, from, n, 0, 2 * units);
    // The candidate's recurrent part: h·Rₙ + c, or (r·h)·Rₙ + c.
    double[] input = new double[n * units];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < units; k++) {
        double h = hidden[state + i * units + k];
        input[i * units + k] = layer.resetAfter() ? h : h * gate.value(sums[from + i * width + k]);
      }
    }
    double[] part = new double[n * width];
    product(input, 0, part, 0, n, 2 * units, 3 * units);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < units; k++) {
        int z = from + i * width + k;
        int before = state + i * units + k;
        double q = part[i * width + 2 * units + k] + candidateBias[k];
        parts[before] = q;
        sums[z + 2 * units] += layer.resetAfter() ? gate.value(sums[z]) * q : q;
        double update = gate.value(sums[z + units]);
        hidden[before + n * units] =
            (1 - update) * activation.value(sums[z + 2 * units]) + update * hidden[before];
      }
    }
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    Memo memo = (Memo) recorded.memo();
    INDArray s = layout.timeMajor(signal);
    int steps = (int) s.size(0);
    int n = (int) s.size(1);
    double[] arrived = NdArrays.doubles(s);
    double[] slopes = new double[steps * n * width];
    double[] dHidden = new double[n * units];
    double[] dCell = new double[n * units];
    for (int step = steps - 1; step >= 0; step--) {
      int t = time(step, steps);
      for (int i = 0; i < n * units; i++) {
        dHidden[i] += arrived[t * n * units + i];
      }
      int from = t * n * width;
      double[] before = new double[n * units];
      switch (layer.cell()) {
        case SIMPLE -> {
          for (int i = 0; i < n * units; i++) {
            slopes[from + i] = dHidden[i] * activation.slope(memo.sums()[from + i]);
          }
          transposed(slopes, from, before, 0, n, 0, width);
        }
        case LSTM -> {
          lstmBack(memo, step, from, n, dHidden, dCell, slopes);
          transposed(slopes, from, before, 0, n, 0, width);
        }
        case GRU -> gruBack(memo, step, from, n, dHidden, before, slopes);
      }
      dHidden = before;
    }
    INDArray z = NdArrays.array(s.dataType(), slopes, (long) steps * n, width);
    INDArray g = Ops.product(z, false, inputWeights, true);
    return new INDArray[] {layout.restored(g.reshape('c', steps, n, inputWeights.size(0)))};
  }

  private void lstmBack(
      Memo memo, int step, int from, int n, double[] dHidden, double[] dCell, double[] slopes) {
    double[] sums = memo.sums();
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < units; k++) {
        int z = from + i * width + k;
        int before = (step * n + i) * units + k;
        int u = i * units + k;
        double cell = memo.cells()[before + n * units];
        double out = gate.value(sums[z + 3 * units]);
        double d = dCell[u] + dHidden[u] * out * activation.slope(cell);
        slopes[z] = d * activation.value(sums[z + 2 * units]) * gate.slope(sums[z]);
        slopes[z + units] = d * memo.cells()[before] * gate.slope(sums[z + units]);
        slopes[z + 2 * units] = d * gate.value(sums[z]) * activation.slope(sums[z + 2 * units]);
        slopes[z + 3 * units] =
            dHidden[u] * activation.value(cell) * gate.slope(sums[z + 3 * units]);
        dCell[u] = d * gate.value(sums[z + units]);
      }
    }
  }

  private void gruBack(
      Memo memo, int step, int from, int n, double[] dHidden, double[] before, double[] slopes) {
    double[] sums = memo.sums();
    double[] dPart = new double[n * width];
    double[] reset = new double[n * units];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < units; k++) {
        int z = from + i * width + k;
        int u = i * units + k;
        double h = memo.hidden()[(step * n + i) * units + k];
        double update = gate.value(sums[z + units]);
        double candidate = activation.value(sums[z + 2 * units]);
        reset[u] = gate.value(sums[z]);
        double d = dHidden[u] * (1 - update) * activation.slope(sums[z + 2 * units]);
        slopes[z + units] = dHidden[u] * (h - candidate) * gate.slope(sums[z + units]);
        slopes[z + 2 * units] = d;
        before[u] += dHidden[u] * update;
        dPart[i * width + 2 * units + k] = layer.resetAfter() ? d * reset[u] : d;
        if (layer.resetAfter()) {
          slopes[z] = d * memo.cells()[(step * n + i) * units + k] * gate.slope(sums[z]);
        }
      }
    }
    double[] dInput = new double[n * units];
    transposed(dPart, 0, dInput, 0, n, 2 * units, 3 * units);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < units; k++) {
        int z = from + i * width + k;
        int u = i * units + k;
        if (layer.resetAfter()) {
          before[u] += dInput[u];
        } else {
          double h = memo.hidden()[(step * n + i) * units + k];
          slopes[z] = dInput[u] * h * gate.slope(sums[z]);
          before[u] += dInput[u] * reset[u];
        }
      }
    }
    transposed(slopes, from, before, 0, n, 0, 2 * units);
  }
}
