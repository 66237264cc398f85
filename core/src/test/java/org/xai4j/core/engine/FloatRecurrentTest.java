package org.xai4j.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.model.Network;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** The single-precision loops against double precision. */
class FloatRecurrentTest {
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

  static Stream<Arguments> layers() {
    List<Arguments> list = new ArrayList<>();
    for (Recurrent.Layout layout : Recurrent.Layout.values()) {
      for (boolean reverse : new boolean[] {false, true}) {
        for (Recurrent.Cell cell : Recurrent.Cell.values()) {
          list.add(Arguments.of(LayerGradientTest.recurrent(cell, false, reverse, layout)));
        }
        Recurrent gru = LayerGradientTest.recurrent(Recurrent.Cell.GRU, true, reverse, layout);
        list.add(Arguments.of(gru));
        Recurrent simple =
            LayerGradientTest.recurrent(Recurrent.Cell.SIMPLE, false, reverse, layout);
        list.add(Arguments.of(with(simple, simple.gate(), Activation.relu())));
      }
    }
    return list.stream();
  }

  private static Recurrent with(Recurrent layer, Activation gate, Activation activation) {
    return new Recurrent(
        layer.cell(),
        layer.inputWeights(),
        layer.recurrentWeights(),
        layer.inputBias(),
        layer.recurrentBias(),
        gate,
        activation,
        layer.resetAfter(),
        layer.reverse(),
        layer.layout());
  }

  private static Network network(Recurrent layer) {
    return Network.sequential(new long[] {4, 5}, layer);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void equalsDoublePrecision(Recurrent layer) {
    Network wide = network(layer);
    Network narrow = wide.as(DataType.FLOAT);
    INDArray x = Draw.normal(3, 3, 4, 5);
    Propagation one = Engine.standard().propagation(wide, Rules.GRADIENT);
    Propagation other = Engine.standard().propagation(narrow, Rules.GRADIENT);
    Tape exact = one.forward(x);
    INDArray few = x.castTo(DataType.FLOAT);
    Tape rounded = other.forward(few);
    assertTrue(Goldens.error(exact.output(), rounded.output()) <= 2e-6);
    assertEquals(rounded.output(), narrow.predict(few), "recording or not");
    INDArray signal = Draw.normal(4, exact.output().shape());
    INDArray expected = one.backward(exact, signal);
    INDArray actual = other.backward(rounded, signal.castTo(DataType.FLOAT));
    assertTrue(Goldens.error(expected, actual) <= 4e-6);
    INDArray again = other.backward(rounded, signal.castTo(DataType.FLOAT));
    assertEquals(actual, again, "the record stays as it is");
  }

  @ParameterizedTest
  @MethodSource("layers")
  void runsLayersWithTheUsualFunctionsOnly(Recurrent layer) {
    Recurrent narrow = (Recurrent) network(layer).as(DataType.FLOAT).output().layer();
    assertEquals(Ops.HOST, FloatRecurrent.runs(narrow));
    assertFalse(FloatRecurrent.runs(layer), "double precision");
    Activation other = Activation.of(Activation.Function.SOFTSIGN);
    assertFalse(FloatRecurrent.runs(with(narrow, narrow.gate(), other)));
    boolean simple = layer.cell() == Recurrent.Cell.SIMPLE;
    Recurrent gated = with(narrow, other, narrow.activation());
    assertEquals(Ops.HOST && simple, FloatRecurrent.runs(gated), "a simple network has no gates");
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aFirstRunInsideAChunkLeavesNothingThatGoes(Recurrent layer) {
    INDArray x = Draw.normal(3, 3, 4, 5).castTo(DataType.FLOAT);
    Network wide = network(layer);
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
