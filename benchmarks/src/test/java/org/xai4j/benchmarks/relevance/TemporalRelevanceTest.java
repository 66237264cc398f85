package org.xai4j.benchmarks.relevance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.rnn.language.Languages;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.network.SteppedStack;

/** A network by hand that counts b and accepts, above one half, while there is none: a*. */
class TemporalRelevanceTest {
  private static final Moore MACHINE = Languages.get("tomita1").machine();

  private static INDArray array(double[] values, long... shape) {
    return NdArrays.array(DataType.DOUBLE, values, shape);
  }

  private static Layer[] counter(Layer... before) {
    Layer[] layers = java.util.Arrays.copyOf(before, before.length + 4);
    layers[before.length] =
        new Recurrent(
            Recurrent.Cell.SIMPLE,
            array(new double[] {0, 1}, 2, 1),
            array(new double[] {1}, 1, 1),
            array(new double[] {0}, 1),
            array(new double[] {0}, 1),
            Activation.of(Activation.Function.SIGMOID),
            Activation.relu(),
            true,
            false,
            Recurrent.Layout.BATCH_TIME_FEATURE);
    layers[before.length + 1] = new Slice(1, -1, Long.MAX_VALUE, 1);
    layers[before.length + 2] = Reshape.flatten();
    layers[before.length + 3] =
        new Dense(array(new double[] {-1}, 1, 1), array(new double[] {1}, 1));
    return layers;
  }

  private static TemporalRelevance relevance(Network network, Moore machine, int length) {
    SteppedStack stack = SteppedStack.of(network, 2);
    return new TemporalRelevance(stack.inputs(), stack, machine, length, 40, 3);
  }

  private static TemporalRelevance.Agreement agreement(TemporalRelevance of, String method) {
    return of.of(TemporalRelevance.method(method), Context.standard());
  }

  @Test
  void wordsOfTwoSymbolsByHand() {
    // Absent is half a b, so ablation gives ±½ to b and ∓½ to a. In ab and ba, rejected, b has ½
    // and alone is pivotal; the change, (−¼, ½) and (¼, 0), is ordered as relevance is. In aa and
    // bb relevance ranks nothing, and both symbols are pivotal or none.
    for (long steps : new long[] {-1, 2}) {
      TemporalRelevance compared =
          relevance(Network.sequential(new long[] {steps, 2}, counter()), MACHINE, 2);
      assertEquals(40, compared.words());
      TemporalRelevance.Agreement found = agreement(compared, "feature-ablation");
      assertEquals(40, found.correlated());
      assertTrue(found.split() >= 10 && found.split() < 40, "words with one b: " + found.split());
      assertEquals(1, found.auc(), 1e-12);
      assertEquals(found.split() / 40.0, found.correlation(), 1e-12);
    }
  }

  @Test
  void wordsTheNetworkGetsWrongAreLeftOut() {
    // Against the language of all words but a* the network is always wrong.
    Moore opposite =
        Moore.acceptor(MACHINE.alphabet(), 0, new boolean[] {false, true}, MACHINE.next());
    TemporalRelevance compared =
        relevance(Network.sequential(new long[] {-1, 2}, counter()), opposite, 6);
    assertEquals(0, compared.words());
    assertThrows(InputException.class, () -> agreement(compared, "saliency"));
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    Network network = Network.sequential(new long[] {-1, 2}, counter());
    Moore one = Moore.acceptor(MACHINE.alphabet(), 0, new boolean[] {true}, new int[][] {{0, 0}});
    refused("every word the same output", () -> relevance(network, one, 4));
    Network tokens =
        Network.sequential(
            new long[] {-1}, counter(new Embedding(array(new double[] {1, 0, 0, 1}, 2, 2), 0)));
    refused("token ids", () -> relevance(tokens, MACHINE, 4));
    refused("(did you mean 'lrp-epsilon'?)", () -> TemporalRelevance.method("lrp-epsilom"));
    refused("gives no relevance per symbol", () -> TemporalRelevance.method("counterfactual"));
  }

  private static void refused(String part, org.junit.jupiter.api.function.Executable executable) {
    String message = assertThrows(InputException.class, executable).getMessage();
    assertTrue(message.contains(part), message);
  }
}
