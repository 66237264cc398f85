package org.xai4j.rnn.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.language.Words;

/** Stepping a network gives what the engine gives for the whole word. */
class SteppedStackTest {
  private final SplitRandom random = SplitRandom.of(11);

  private INDArray array(long... shape) {
    int length = 1;
    for (long d : shape) {
      length *= (int) d;
    }
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = random.nextGaussian() * 0.7;
    }
    return NdArrays.array(DataType.DOUBLE, values, shape);
  }

  private Recurrent recurrent(
      Recurrent.Cell cell, int inputs, int units, boolean after, boolean back) {
    int width = cell.blocks() * units;
    return new Recurrent(
        cell,
        array(inputs, width),
        array(units, width),
        array(width),
        array(width),
        Activation.of(Activation.Function.SIGMOID),
        Activation.of(Activation.Function.TANH),
        after,
        back,
        Recurrent.Layout.BATCH_TIME_FEATURE);
  }

  private Network network(int features, Layer... recurrent) {
    Layer[] layers = new Layer[recurrent.length + 4];
    System.arraycopy(recurrent, 0, layers, 0, recurrent.length);
    layers[recurrent.length] = new Slice(1, -1, Long.MAX_VALUE, 1);
    layers[recurrent.length + 1] = Reshape.flatten();
    layers[recurrent.length + 2] = new Dense(array(5, 3), array(3));
    layers[recurrent.length + 3] = new Softmax(-1, false);
    return Network.sequential(new long[] {-1, features}, layers);
  }

  private void same(Network network, int symbols) {
    SteppedStack stack = SteppedStack.of(network, symbols);
    Network logits = network.logits();
    for (int length = 1; length <= 12; length++) {
      int[] word = Words.uniform(symbols, length, random);
      double[] hot = new double[length * symbols];
      for (int t = 0; t < length; t++) {
        hot[t * symbols + word[t]] = 1;
      }
      double[] expected =
          NdArrays.doubles(
              logits.predict(NdArrays.array(DataType.DOUBLE, hot, 1, length, symbols)));
      assertArrayEquals(expected, stack.scores(stack.run(word)), 1e-9);
    }
  }

  @ParameterizedTest
  @EnumSource(Recurrent.Cell.class)
  void equalsTheEngine(Recurrent.Cell cell) {
    same(network(4, recurrent(cell, 4, 5, true, false)), 4);
    same(network(4, recurrent(cell, 4, 5, false, false)), 4);
  }

  @Test
  void equalsTheEngineWithLayersBetween() {
    same(
        network(
            2,
            new Dense(array(2, 3), array(3)),
            recurrent(Recurrent.Cell.LSTM, 3, 6, true, false),
            Activation.relu(),
            recurrent(Recurrent.Cell.GRU, 6, 4, true, false),
            new Dense(array(4, 7), array(7)),
            recurrent(Recurrent.Cell.SIMPLE, 7, 5, true, false)),
        2);
  }

  @Test
  void readsTokensAndSingleOutputs() {
    Network tokens =
        Network.sequential(
            new long[] {-1},
            new Embedding(array(3, 4), 0),
            recurrent(Recurrent.Cell.GRU, 4, 5, true, false),
            new Slice(1, -1, Long.MAX_VALUE, 1),
            Reshape.flatten(),
            new Dense(array(5, 1), array(1)),
            Activation.of(Activation.Function.SIGMOID));
    SteppedStack stack = SteppedStack.of(tokens, 3);
    assertEquals(2, stack.outputs());
    for (int i = 0; i < 20; i++) {
      int[] word = Words.uniform(3, 1 + i % 7, random);
      double[] ids = java.util.Arrays.stream(word).asDoubleStream().toArray();
      double p =
          NdArrays.doubles(tokens.predict(NdArrays.array(DataType.DOUBLE, ids, 1, ids.length)))[0];
      assertEquals(p > 0.5 ? 1 : 0, stack.answer(word));
    }
  }

  @Test
  void refusesWhatIsNoAutomaton() {
    Network backward = network(2, recurrent(Recurrent.Cell.SIMPLE, 2, 5, true, true));
    assertSentence(() -> SteppedStack.of(backward, 2));
    Network none = Network.sequential(new long[] {-1, 2}, new Dense(array(2, 2), array(2)));
    assertSentence(() -> SteppedStack.of(none, 2));
    Network features = network(4, recurrent(Recurrent.Cell.SIMPLE, 4, 5, true, false));
    assertSentence(() -> SteppedStack.of(features, 3));
    Network mean =
        Network.sequential(
            new long[] {-1, 2},
            recurrent(Recurrent.Cell.SIMPLE, 2, 5, true, false),
            new Reduction(Reduction.Kind.MEAN, java.util.List.of(1), false),
            new Dense(array(5, 2), array(2)));
    assertSentence(() -> SteppedStack.of(mean, 2));
  }

  private static void assertSentence(org.junit.jupiter.api.function.Executable executable) {
    String message = assertThrows(InputException.class, executable).getMessage();
    assertTrue(message.endsWith("."), message);
  }
}
