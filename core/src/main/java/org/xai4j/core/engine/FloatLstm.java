package org.xai4j.core.engine;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Recurrent;

/**
 * The LSTM with logistic gates and tanh in single precision. A step keeps tanh of the input, forget
 * and output gates' halved arguments and the candidate, in the order of blocks, the cell states
 * before the step and tanh of those after it.
 */
final class FloatLstm implements FloatCell {
  private final INDArray weights;

  FloatLstm(Recurrent layer) {
    weights = FloatCell.weights(layer, Block.gate(0), Block.gate(1), Block.whole(2), Block.gate(3));
  }

  @Override
  public List<INDArray> weights() {
    return List.of(weights);
  }

  @Override
  public int kept() {
    return 6;
  }

  @Override
  public void forward(FloatRun run, float[][] kept) {
    float[] input = kept[0];
    float[] forget = kept[1];
    float[] candidate = kept[2];
    float[] output = kept[3];
    float[] before = kept[4];
    float[] squashed = kept[5];
    int state = run.hidden.length;
    run.product(0, input, forget, candidate, output);
    FloatLoops.tanh(input, input, state);
    FloatLoops.tanh(forget, forget, state);
    FloatLoops.tanh(candidate, candidate, state);
    FloatLoops.tanh(output, output, state);
    System.arraycopy(run.cells, 0, before, 0, state);
    cell(forget, before, input, candidate, run.cells, state);
    FloatLoops.tanh(run.cells, squashed, state);
    FloatGates.opened(output, squashed, run.hidden, state);
  }

  /** c′ = f·c + i·g. */
  private static void cell(float[] f, float[] c, float[] i, float[] g, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] = (0.5f + 0.5f * f[k]) * c[k] + (0.5f + 0.5f * i[k]) * g[k];
    }
  }

  @Override
  public void backward(FloatRun run, float[][] kept) {
    float[] input = kept[0];
    float[] forget = kept[1];
    float[] candidate = kept[2];
    float[] output = kept[3];
    float[] before = kept[4];
    float[] squashed = kept[5];
    float[] d = run.one;
    float[] z = run.other;
    int state = run.hidden.length;
    through(run.hidden, output, squashed, run.cells, d, state);
    FloatGates.slope(d, candidate, input, z, state);
    run.slopes(0, 0, z);
    FloatGates.slope(d, before, forget, z, state);
    run.slopes(0, 1, z);
    candidate(d, input, candidate, z, state);
    run.slopes(0, 2, z);
    FloatGates.slope(run.hidden, squashed, output, z, state);
    run.slopes(0, 3, z);
    FloatGates.opened(forget, d, run.cells, state);
    run.transposed(0, 0);
    run.readStates(run.hidden);
  }

  /** d = dc + dh·o·(1 − tanh² c). */
  private static void through(
      float[] dHidden, float[] o, float[] squashed, float[] dCell, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] = dCell[k] + dHidden[k] * (0.5f + 0.5f * o[k]) * (1 - squashed[k] * squashed[k]);
    }
  }

  private static void candidate(float[] d, float[] i, float[] g, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] = d[k] * (0.5f + 0.5f * i[k]) * (1 - g[k] * g[k]);
    }
  }
}
