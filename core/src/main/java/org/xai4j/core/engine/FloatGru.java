package org.xai4j.core.engine;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Recurrent;

/**
 * The GRU with logistic gates and tanh in single precision. Where the reset gate acts after the
 * product with R, the candidate's two parts aₙ and qₙ are blocks of their own, so that a step is
 * still one product; where it acts before, the candidate is a second product, with r·h in the
 * panel. A step keeps tanh of the reset and update gates' halved arguments, the candidate, the
 * hidden states before the step and, in the first case, qₙ.
 */
final class FloatGru implements FloatCell {
  private final boolean resetAfter;
  private final List<INDArray> weights;

  FloatGru(Recurrent layer) {
    resetAfter = layer.resetAfter();
    Block reset = Block.gate(0);
    Block update = Block.gate(1);
    weights =
        resetAfter
            ? List.of(
                FloatCell.weights(layer, reset, update, new Block(2, 1, 0), new Block(2, 0, 1)))
            : List.of(
                FloatCell.weights(layer, reset, update), FloatCell.weights(layer, Block.whole(2)));
  }

  @Override
  public List<INDArray> weights() {
    return weights;
  }

  @Override
  public int kept() {
    return resetAfter ? 5 : 4;
  }

  @Override
  public void forward(FloatRun run, float[][] kept) {
    float[] reset = kept[0];
    float[] update = kept[1];
    float[] candidate = kept[2];
    int state = run.hidden.length;
    System.arraycopy(run.hidden, 0, kept[3], 0, state);
    if (resetAfter) {
      float[] part = kept[4];
      run.product(0, reset, update, candidate, part);
      FloatLoops.tanh(reset, reset, state);
      FloatGates.add(reset, part, candidate, state);
    } else {
      run.product(0, reset, update);
      FloatLoops.tanh(reset, reset, state);
      FloatGates.opened(reset, run.hidden, candidate, state);
      run.states(candidate);
      run.product(1, candidate);
    }
    FloatLoops.tanh(update, update, state);
    FloatLoops.tanh(candidate, candidate, state);
    mix(update, candidate, run.hidden, state);
  }

  /** h′ = (1 − z)·n + z·h. */
  private static void mix(float[] z, float[] n, float[] h, int length) {
    for (int k = 0; k < length; k++) {
      h[k] = (0.5f - 0.5f * z[k]) * n[k] + (0.5f + 0.5f * z[k]) * h[k];
    }
  }

  @Override
  public void backward(FloatRun run, float[][] kept) {
    float[] reset = kept[0];
    float[] update = kept[1];
    float[] candidate = kept[2];
    float[] before = kept[3];
    float[] d = run.one;
    float[] z = run.other;
    int state = run.hidden.length;
    update(run.hidden, before, candidate, update, z, state);
    run.slopes(0, 1, z);
    candidate(run.hidden, update, candidate, d, state);
    FloatGates.opened(update, run.hidden, run.hidden, state);
    if (resetAfter) {
      FloatGates.slope(d, kept[4], reset, z, state);
      run.slopes(0, 0, z);
      run.slopes(0, 2, d);
      FloatGates.opened(reset, d, z, state);
      run.slopes(0, 3, z);
      run.transposed(0, 0);
      run.readStates(z);
      FloatLoops.add(run.hidden, z, 1, state);
    } else {
      run.slopes(1, 0, d);
      run.transposed(1, 0);
      // By r·h.
      run.readStates(d);
      FloatGates.slope(d, before, reset, z, state);
      run.slopes(0, 0, z);
      FloatGates.add(reset, d, run.hidden, state);
      run.states(run.hidden);
      run.transposed(0, 1);
      run.readStates(run.hidden);
    }
  }

  private static void update(
      float[] dHidden, float[] h, float[] n, float[] z, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] = dHidden[k] * (h[k] - n[k]) * (0.5f - 0.5f * z[k] * z[k]);
    }
  }

  private static void candidate(float[] dHidden, float[] z, float[] n, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] = dHidden[k] * (0.5f - 0.5f * z[k]) * (1 - n[k] * n[k]);
    }
  }
}
