package org.xai4j.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.model.Network;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** The single-precision loops against double precision. */
class FloatLstmTest {
  @Test
  void tanhIsWithinRounding() {
    float[] x = new float[2_000_003];
    for (int i = 0; i < 2_000_001; i++) {
      x[i] = (i - 1_000_000) * 1e-4f;
    }
    x[2_000_001] = 3e38f;
    x[2_000_002] = Float.NEGATIVE_INFINITY;
    float[] y = x.clone();
    FloatLoops.tanh(y, y, y.length);
    for (int i = 0; i < x.length; i++) {
      assertEquals(Math.tanh(x[i]), y[i], 4e-7, "tanh " + x[i]);
    }
  }

  @ParameterizedTest
  @EnumSource(Recurrent.Layout.class)
  void equalsDoublePrecision(Recurrent.Layout layout) {
    for (boolean reverse : new boolean[] {false, true}) {
      Recurrent layer = LayerGradientTest.recurrent(Recurrent.Cell.LSTM, false, reverse, layout);
      Network wide = Network.sequential(new long[] {4, 5}, layer);
      Network narrow = wide.as(DataType.FLOAT);
      INDArray x = Draw.normal(3, 3, 4, 5);
      Propagation one = Engine.standard().propagation(wide, Rules.GRADIENT);
      Propagation other = Engine.standard().propagation(narrow, Rules.GRADIENT);
      Tape exact = one.forward(x);
      Tape rounded = other.forward(x.castTo(DataType.FLOAT));
      assertTrue(Goldens.error(exact.output(), rounded.output()) <= 2e-6);
      INDArray signal = Draw.normal(4, exact.output().shape());
      INDArray expected = one.backward(exact, signal);
      INDArray actual = other.backward(rounded, signal.castTo(DataType.FLOAT));
      assertTrue(Goldens.error(expected, actual) <= 4e-6);
    }
  }

  @Test
  void aFirstRunInsideAChunkLeavesNothingThatGoes() {
    INDArray x = Draw.normal(3, 3, 4, 5).castTo(DataType.FLOAT);
    Recurrent layer =
        LayerGradientTest.recurrent(
            Recurrent.Cell.LSTM, false, false, Recurrent.Layout.BATCH_TIME_FEATURE);
    Network wide = Network.sequential(new long[] {4, 5}, layer);
    INDArray expected = wide.as(DataType.FLOAT).predict(x);
    // The arena of a thread learns its size from the first rounds.
    for (int round = 0; round < 4; round++) {
      Network network = wide.as(DataType.FLOAT);
      Chunks.scoped(() -> network.predict(x));
      Chunks.scoped(() -> Nd4j.valueArrayOf(new long[] {100, 100}, 7f, DataType.FLOAT));
      assertEquals(expected, network.predict(x), "round " + round);
    }
  }
}
