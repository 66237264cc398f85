package org.xai4j.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Recurrent;

/**
 * The LSTM with logistic gates and tanh in single precision, in loops the Java compiler turns into
 * vector instructions. A step is one matrix product: weights, recurrent weights and bias side by
 * side, times a panel of the step's features, the states and ones, each row of which holds one
 * number of all sequences; so every gate comes out in a piece. Since σ(z) = ½ + ½·tanh(z/2), the
 * gates' weights are halved once and all gates run through tanh.
 */
final class FloatLstm implements Operator {
  private final SequenceLayout layout;
  private final boolean reverse;
  private final int units;
  private final int features;

  /** [4h, features + h + 1]. */
  private final INDArray weights;

  /**
   * What the gradient needs of a step, each [h·n].
   *
   * @param input tanh of the input gate's halved argument
   * @param forget tanh of the forget gate's halved argument
   * @param candidate the candidate
   * @param output tanh of the output gate's halved argument
   * @param before the cell state before the step
   * @param squashed tanh of the cell state after it
   */
  private record Step(
      float[] input,
      float[] forget,
      float[] candidate,
      float[] output,
      float[] before,
      float[] squashed) {
    static Step of(int state) {
      return new Step(
          new float[state],
          new float[state],
          new float[state],
          new float[state],
          new float[state],
          new float[state]);
    }
  }

  /**
   * What the gradient needs.
   *
   * @param steps in the order they were taken
   */
  private record Memo(List<Step> steps) {}

  FloatLstm(Recurrent layer) {
    layout = new SequenceLayout(layer.layout());
    reverse = layer.reverse();
    units = layer.units();
    features = (int) layer.inputWeights().size(0);
    float[] w = Host.floats(layer.inputWeights());
    float[] r = Host.floats(layer.recurrentWeights());
    float[] b = Host.floats(layer.inputBias());
    float[] c = Host.floats(layer.recurrentBias());
    int gates = 4 * units;
    int width = features + units + 1;
    float[] all = new float[gates * width];
    for (int j = 0; j < gates; j++) {
      float factor = j / units == 2 ? 1 : 0.5f;
      for (int k = 0; k < features; k++) {
        all[j * width + k] = factor * w[k * gates + j];
      }
      for (int k = 0; k < units; k++) {
        all[j * width + features + k] = factor * r[k * gates + j];
      }
      all[j * width + width - 1] = factor * (b[j] + c[j]);
    }
    weights = Host.array(all, gates, width);
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
    return run(inputs[0], new ArrayList<>(), false);
  }

  @Override
  public Recorded record(INDArray... inputs) {
    List<Step> steps = new ArrayList<>();
    return new Recorded(run(inputs[0], steps, true), new Memo(steps));
  }

  private INDArray run(INDArray x, List<Step> taken, boolean keep) {
    int n = layout.rows(x);
    int steps = layout.steps(x);
    int state = units * n;
    var from = layout.sequences(Host.floats(x), n, steps, features);
    var to = layout.sequences(new float[steps * state], n, steps, units);
    INDArray panel = Ops.empty(DataType.FLOAT, features + units + 1, n);
    INDArray sums = Ops.empty(DataType.FLOAT, 4L * units, n);
    float[] part = new float[features * n];
    float[] hidden = new float[state];
    float[] ones = new float[n];
    Arrays.fill(ones, 1);
    Host.write(ones, 0, n, panel, (long) (features + units) * n);
    Step step = Step.of(state);
    for (int s = 0; s < steps; s++) {
      int t = time(s, steps);
      from.read(t, part);
      Host.write(part, 0, part.length, panel, 0);
      Host.write(hidden, 0, state, panel, (long) features * n);
      Ops.gemm(weights, false, panel, false, sums, 0);
      Host.read(sums, 0, step.input(), 0, state);
      Host.read(sums, state, step.forget(), 0, state);
      Host.read(sums, 2L * state, step.candidate(), 0, state);
      Host.read(sums, 3L * state, step.output(), 0, state);
      FloatLoops.tanh(step.input(), step.input(), state);
      FloatLoops.tanh(step.forget(), step.forget(), state);
      FloatLoops.tanh(step.candidate(), step.candidate(), state);
      FloatLoops.tanh(step.output(), step.output(), state);
      Step next = keep ? Step.of(state) : step;
      cell(step.forget(), step.before(), step.input(), step.candidate(), next.before(), state);
      FloatLoops.tanh(next.before(), step.squashed(), state);
      opened(step.output(), step.squashed(), hidden, state);
      to.write(hidden, t);
      if (keep) {
        taken.add(step);
      }
      step = next;
    }
    return Host.array(to.values(), layout.shape(n, steps, units));
  }

  private int time(int s, int steps) {
    return reverse ? steps - 1 - s : s;
  }

  /** c′ = f·c + i·g. */
  private static void cell(float[] f, float[] c, float[] i, float[] g, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] = (0.5f + 0.5f * f[k]) * c[k] + (0.5f + 0.5f * i[k]) * g[k];
    }
  }

  /** What a gate lets through. */
  private static void opened(float[] gate, float[] values, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] = (0.5f + 0.5f * gate[k]) * values[k];
    }
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    List<Step> taken = ((Memo) recorded.memo()).steps();
    int n = layout.rows(signal);
    int steps = layout.steps(signal);
    int state = units * n;
    var from = layout.sequences(Host.floats(signal), n, steps, units);
    var to = layout.sequences(new float[steps * n * features], n, steps, features);
    INDArray dSums = Ops.empty(DataType.FLOAT, 4L * units, n);
    INDArray dPanel = Ops.empty(DataType.FLOAT, (long) features + units, n);
    float[] arrived = new float[state];
    float[] dHidden = new float[state];
    float[] dCell = new float[state];
    float[] d = new float[state];
    float[] z = new float[state];
    float[] part = new float[features * n];
    for (int s = steps - 1; s >= 0; s--) {
      int t = time(s, steps);
      Step step = taken.get(s);
      from.read(t, arrived);
      FloatLoops.add(dHidden, arrived, 1, state);
      through(dHidden, step.output(), step.squashed(), dCell, d, state);
      gate(d, step.candidate(), step.input(), z, state);
      Host.write(z, 0, state, dSums, 0);
      gate(d, step.before(), step.forget(), z, state);
      Host.write(z, 0, state, dSums, state);
      candidate(d, step.input(), step.candidate(), z, state);
      Host.write(z, 0, state, dSums, 2L * state);
      gate(dHidden, step.squashed(), step.output(), z, state);
      Host.write(z, 0, state, dSums, 3L * state);
      opened(step.forget(), d, dCell, state);
      Ops.gemm(weights, true, dSums, false, dPanel, 0);
      Host.read(dPanel, 0, part, 0, part.length);
      Host.read(dPanel, part.length, dHidden, 0, state);
      to.write(part, t);
    }
    return new INDArray[] {Host.array(to.values(), layout.shape(n, steps, features))};
  }

  /** d = dc + dh·o·(1 − tanh² c). */
  private static void through(
      float[] dHidden, float[] o, float[] squashed, float[] dCell, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] = dCell[k] + dHidden[k] * (0.5f + 0.5f * o[k]) * (1 - squashed[k] * squashed[k]);
    }
  }

  /** The slope of a gate ½ + ½·tanh a by a is ½·(1 − tanh² a). */
  private static void gate(float[] d, float[] other, float[] gate, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] = d[k] * other[k] * (0.5f - 0.5f * gate[k] * gate[k]);
    }
  }

  private static void candidate(float[] d, float[] i, float[] g, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] = d[k] * (0.5f + 0.5f * i[k]) * (1 - g[k] * g[k]);
    }
  }
}
