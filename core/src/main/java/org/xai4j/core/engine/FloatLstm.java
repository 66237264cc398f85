package org.xai4j.core.engine;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Recurrent;

/**
 * The LSTM with logistic gates and tanh in single precision, in loops the Java compiler turns into
 * vector instructions. Since σ(z) = ½ + ½·tanh(z/2), the gates' weights are halved once and every
 * step is one run of tanh over all gates.
 */
final class FloatLstm implements Operator {
  private final SequenceLayout layout;
  private final boolean reverse;
  private final int units;
  private final int width;
  private final INDArray inputWeights;
  private final INDArray halvedWeights;
  private final INDArray halvedBias;
  private final INDArray halvedRecurrent;
  private final INDArray recurrent;

  /**
   * What the gradient needs, time-major.
   *
   * @param gates tanh of all gates' halved arguments and of the candidate's argument [t·n·4h]
   * @param cells cell states, with the zero state first [(t + 1)·n·h]
   * @param squashed tanh of the cell states [t·n·h]
   */
  private record Memo(float[] gates, float[] cells, float[] squashed) {}

  FloatLstm(Recurrent layer) {
    layout = new SequenceLayout(layer.layout());
    reverse = layer.reverse();
    units = layer.units();
    width = 4 * units;
    inputWeights = Ops.plain(layer.inputWeights());
    int features = (int) inputWeights.size(0);
    float[] w = Host.floats(layer.inputWeights());
    float[] r = Host.floats(layer.recurrentWeights());
    float[] b = Host.floats(layer.inputBias());
    float[] c = Host.floats(layer.recurrentBias());
    recurrent = Ops.plain(layer.recurrentWeights());
    for (int j = 0; j < width; j++) {
      boolean candidate = j / units == 2;
      float factor = candidate ? 1 : 0.5f;
      b[j] = factor * (b[j] + c[j]);
      for (int k = 0; k < units; k++) {
        r[k * width + j] *= factor;
      }
      for (int k = 0; k < features; k++) {
        w[k * width + j] *= factor;
      }
    }
    halvedRecurrent = Host.array(r, units, width);
    halvedWeights = Host.array(w, features, width);
    halvedBias = Host.array(b, width);
  }

  /** Whether a layer is of this kind. */
  static boolean runs(Recurrent layer) {
    return Ops.HOST
        && layer.cell() == Recurrent.Cell.LSTM
        && layer.inputWeights().dataType() == DataType.FLOAT
        && layer.gate().function() == Activation.Function.SIGMOID
        && layer.activation().function() == Activation.Function.TANH;
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
    INDArray sums = Ops.affine(flat, halvedWeights, halvedBias);
    INDArray y = Ops.empty(DataType.FLOAT, steps, n, units);
    int state = n * units;
    float[] gates = new float[steps * n * width];
    float[] cells = new float[(steps + 1) * state];
    float[] squashed = new float[steps * state];
    float[] output = new float[steps * state];
    for (int s = 0; s < steps; s++) {
      int t = reverse ? steps - 1 - s : s;
      int from = t * n * width;
      if (s > 0) {
        long before = (long) (reverse ? t + 1 : t - 1) * state;
        Ops.product(y, before, n, halvedRecurrent, false, sums, from, 1);
      }
      Host.read(sums, from, gates, from, n * width);
      FloatLoops.tanh(gates, from, n * width);
      for (int i = 0; i < n; i++) {
        cell(
            gates,
            from + i * width,
            cells,
            s * state + i * units,
            squashed,
            t * state + i * units,
            state);
      }
      FloatLoops.tanh(squashed, t * state, state);
      for (int i = 0; i < n; i++) {
        int z = from + i * width + 3 * units;
        int to = t * state + i * units;
        for (int k = 0; k < units; k++) {
          output[to + k] = (0.5f + 0.5f * gates[z + k]) * squashed[to + k];
        }
      }
      Host.write(output, t * state, state, y, (long) t * state);
    }
    return new Recorded(layout.restored(y), new Memo(gates, cells, squashed));
  }

  /** c′ = f·c + i·g for one row. */
  private void cell(
      float[] gates, int z, float[] cells, int before, float[] copy, int to, int state) {
    int f = z + units;
    int g = z + 2 * units;
    for (int k = 0; k < units; k++) {
      copy[to + k] =
          (0.5f + 0.5f * gates[f + k]) * cells[before + k]
              + (0.5f + 0.5f * gates[z + k]) * gates[g + k];
    }
    System.arraycopy(copy, to, cells, before + state, units);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    Memo memo = (Memo) recorded.memo();
    INDArray arrived = layout.timeMajor(signal);
    int steps = (int) arrived.size(0);
    int n = (int) arrived.size(1);
    int state = n * units;
    float[] dOutput = Host.floats(arrived);
    float[] dGates = new float[steps * n * width];
    INDArray z = Ops.empty(DataType.FLOAT, (long) steps * n, width);
    INDArray passed = Ops.empty(DataType.FLOAT, n, units);
    float[] dHidden = new float[state];
    float[] dCell = new float[state];
    for (int s = steps - 1; s >= 0; s--) {
      int t = reverse ? steps - 1 - s : s;
      for (int i = 0; i < state; i++) {
        dHidden[i] += dOutput[t * state + i];
      }
      for (int i = 0; i < n; i++) {
        row(
            memo,
            t * n * width + i * width,
            s * state + i * units,
            t * state + i * units,
            i * units,
            dHidden,
            dCell,
            dGates);
      }
      Host.write(dGates, t * n * width, n * width, z, (long) t * n * width);
      Ops.product(z, (long) t * n * width, n, recurrent, true, passed, 0, 0);
      Host.read(passed, 0, dHidden, 0, state);
    }
    INDArray g = Ops.empty(DataType.FLOAT, (long) steps * n, inputWeights.size(0));
    Ops.gemm(z, false, inputWeights, true, g, 0);
    return new INDArray[] {layout.restored(g.reshape('c', steps, n, inputWeights.size(0)))};
  }

  /**
   * One row of one step, backward.
   *
   * @param z place of its gates
   * @param before place of its cell state before the step
   * @param at place of its squashed cell state
   * @param u place of its states
   */
  private void row(
      Memo memo, int z, int before, int at, int u, float[] dHidden, float[] dCell, float[] dGates) {
    float[] gates = memo.gates();
    float[] cells = memo.cells();
    float[] squashed = memo.squashed();
    for (int k = 0; k < units; k++) {
      float i = gates[z + k];
      float f = gates[z + units + k];
      float g = gates[z + 2 * units + k];
      float o = gates[z + 3 * units + k];
      float c = squashed[at + k];
      float dh = dHidden[u + k];
      float d = dCell[u + k] + dh * (0.5f + 0.5f * o) * (1 - c * c);
      // The derivative of a gate ½ + ½·tanh is ¼·(1 − tanh²).
      dGates[z + k] = d * g * 0.25f * (1 - i * i);
      dGates[z + units + k] = d * cells[before + k] * 0.25f * (1 - f * f);
      dGates[z + 2 * units + k] = d * (0.5f + 0.5f * i) * (1 - g * g);
      dGates[z + 3 * units + k] = dh * c * 0.25f * (1 - o * o);
      dCell[u + k] = d * (0.5f + 0.5f * f);
    }
  }
}
