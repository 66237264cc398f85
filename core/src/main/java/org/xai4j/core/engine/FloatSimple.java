package org.xai4j.core.engine;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Recurrent;

/**
 * The simple recurrent network with tanh or the rectifier in single precision. A step keeps the
 * hidden states after it.
 */
final class FloatSimple implements FloatCell {
  /** The square of this takes every positive number above 1. */
  private static final float HUGE = 0x1p127f;

  private final boolean rectifies;
  private final INDArray weights;

  FloatSimple(Recurrent layer) {
    rectifies = layer.activation().function() == Activation.Function.RELU;
    weights = FloatCell.weights(layer, Block.whole(0));
  }

  @Override
  public List<INDArray> weights() {
    return List.of(weights);
  }

  @Override
  public int kept() {
    return 1;
  }

  @Override
  public void forward(FloatRun run, float[][] kept) {
    float[] hidden = kept[0];
    run.product(0, hidden);
    if (rectifies) {
      FloatLoops.rectify(hidden, hidden.length);
    } else {
      FloatLoops.tanh(hidden, hidden, hidden.length);
    }
    System.arraycopy(hidden, 0, run.hidden, 0, hidden.length);
  }

  @Override
  public void backward(FloatRun run, float[][] kept) {
    float[] hidden = kept[0];
    if (rectifies) {
      rectified(run.hidden, hidden, run.one, hidden.length);
    } else {
      squashed(run.hidden, hidden, run.one, hidden.length);
    }
    run.slopes(0, 0, run.one);
    run.transposed(0, 0);
    run.readStates(run.hidden);
  }

  /** The rectifier's slope without a branch, which would not become vector instructions. */
  private static void rectified(float[] d, float[] hidden, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] = d[k] * Math.min(hidden[k] * HUGE * HUGE, 1);
    }
  }

  private static void squashed(float[] d, float[] hidden, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] = d[k] * (1 - hidden[k] * hidden[k]);
    }
  }
}
