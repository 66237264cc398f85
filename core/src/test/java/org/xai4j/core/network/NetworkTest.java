package org.xai4j.core.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;
import org.xai4j.core.testing.InputGradient;

class NetworkTest {
  private static Dense dense(long seed, int in, int out) {
    return new Dense(Draw.normal(seed, in, out), Draw.normal(seed + 100, out));
  }

  @Test
  void layersWithoutAValuePerRowAreRefused() {
    NetworkBuilder builder = Network.builder(5, 4);
    int turned = builder.add("time in front", new Transpose(List.of(1, 0, 2)), 0);
    int relu = builder.add("relu", Activation.relu(), turned);
    int weights = builder.add("weights", new Constant(Draw.normal(1, 4)));
    int scaled =
        builder.add("scaled", new Elementwise(Elementwise.Operation.MULTIPLY), relu, weights);
    int back = builder.add("back", new Transpose(List.of(1, 0, 2)), scaled);
    Network network = builder.build(builder.add("flat", Reshape.flatten(), back));
    for (String name : List.of("time in front", "relu", "weights", "scaled")) {
      InputException e = assertThrows(InputException.class, () -> network.node(name));
      assertTrue(e.getMessage().contains("rows of the batch as its first axis"), e.getMessage());
    }
    assertEquals(back, network.node("back").index());
  }

  @Test
  void aFinalSoftmaxIsSplitOff() {
    Network whole =
        Network.sequential(
            new long[] {4},
            dense(1, 4, 5),
            Activation.relu(),
            dense(2, 5, 3),
            new Softmax(-1, false));
    INDArray x = Draw.normal(3, 6, 4);
    INDArray logits = whole.logits().predict(x);
    INDArray p = whole.predict(x);
    assertSame(whole, whole.probabilities());
    assertTrue(Goldens.error(p, whole.logits().probabilities().predict(x)) <= 1e-12);
    assertNotEquals(NdArrays.doubles(p)[0], NdArrays.doubles(logits)[0]);
    assertEquals(1, NdArrays.doubles(p.sum(1))[0], 1e-12);
    Network sigmoid =
        Network.sequential(
            new long[] {4}, dense(1, 4, 1), Activation.of(Activation.Function.SIGMOID));
    assertEquals(2, sigmoid.logits().nodes().size());
    Network log = Network.sequential(new long[] {4}, dense(1, 4, 3), new Softmax(-1, true));
    assertEquals(1, NdArrays.doubles(log.probabilities().predict(x).sum(1))[0], 1e-12);
  }

  @Test
  void cuttingWhereAPathGoesAroundIsRefused() {
    NetworkBuilder b = Network.builder(4);
    int first = b.add("first", dense(1, 4, 4), 0);
    int relu = b.add("relu", Activation.relu(), first);
    int second = b.add("second", dense(2, 4, 4), relu);
    int sum = b.add("sum", new Elementwise(Elementwise.Operation.ADD), second, first);
    Network network = b.build(b.add("out", dense(3, 4, 2), sum));
    InputException e =
        assertThrows(InputException.class, () -> network.from(network.node("relu"), 4));
    assertTrue(e.getMessage().contains("relu"), e.getMessage());
    INDArray x = Draw.normal(5, 3, 4);
    Network tail = network.from(network.node("first"), 4);
    INDArray middle = network.upTo(network.node("first")).predict(x);
    assertTrue(Goldens.error(network.predict(x), tail.predict(middle)) <= 1e-12);
    InputException unknown = assertThrows(InputException.class, () -> network.node("nowhere"));
    assertTrue(unknown.getMessage().contains("first, relu"), unknown.getMessage());
  }

  @Test
  void hashTellsWeightsAndStructureApart() {
    Network one = Network.sequential(new long[] {4}, dense(1, 4, 2));
    assertEquals(one.hash(), Network.sequential(new long[] {4}, dense(1, 4, 2)).hash());
    assertNotEquals(one.hash(), Network.sequential(new long[] {4}, dense(2, 4, 2)).hash());
    assertNotEquals(
        one.hash(), Network.sequential(new long[] {4}, dense(1, 4, 2), Activation.relu()).hash());
  }

  @Test
  void wrongShapesAreNamed() {
    Network network = Network.sequential(new long[] {4}, dense(1, 4, 2));
    InputException e =
        assertThrows(InputException.class, () -> network.predict(Draw.normal(1, 3, 5)));
    assertTrue(e.getMessage().contains("[n, 4]") && e.getMessage().contains("[3, 5]"));
  }

  @Test
  void tokensAreExplainedAtTheirEmbedding() {
    INDArray table = Draw.normal(1, 6, 3);
    Network network =
        Network.sequential(
            new long[] {4},
            new Embedding(table, 0),
            new Reduction(Reduction.Kind.SUM, List.of(1), false),
            dense(2, 3, 2));
    assertTrue(network.tokens());
    INDArray ids = NdArrays.array(DataType.DOUBLE, new double[] {1, 2, 3, 0, 5, 5, 4, 1}, 2, 4);
    Context context = Context.standard().with(Target.of(1)).with(Baseline.zeros());
    Attribution a = new InputGradient().explain(network, ids, context);
    assertEquals(2, a.values().rank());
    // f is linear in the embeddings: each token's gradient is the weight column, summed.
    double[] w = NdArrays.doubles(((Dense) network.output().layer()).weights());
    double expected = w[1] + w[3] + w[5];
    for (double value : NdArrays.doubles(a.values())) {
      assertEquals(expected, value, 1e-12);
    }
    INDArray wrong = NdArrays.array(DataType.DOUBLE, new double[] {1, 2, 3, 9}, 1, 4);
    assertThrows(InputException.class, () -> network.predict(wrong));
  }

  @Test
  void theNameOfAModuleStandsForItsOnlyNode() {
    NetworkBuilder b = Network.builder(3);
    int one = b.add("conv1.Relu", Activation.relu(), 0);
    int two = b.add("head.Relu", Activation.relu(), one);
    Network network = b.build(b.add("head.Tanh", Activation.of(Activation.Function.TANH), two));
    assertEquals("conv1.Relu", network.node("conv1").name());
    assertEquals("head.Tanh", network.node("head.Tanh").name());
    assertThrows(InputException.class, () -> network.node("head"), "two begin with it");
    assertThrows(InputException.class, () -> network.node("con"), "no whole part");
  }

  /** ALiBi's biases lie as batch times heads: those of one held row serve any number of rows. */
  @Test
  void heldRowsAreRepeatedBeforeTheirAxisIsMerged() {
    NetworkBuilder b = Network.builder(4);
    int mask = b.add("mask", new Input(List.of(4L)));
    int heads = b.add("heads", new Reshape(List.of(-1L, 1L, 2L)), 0);
    int masks = b.add("masks", new Reshape(List.of(-1L, 1L, 2L)), mask);
    int both = b.add("both", new Elementwise(Elementwise.Operation.ADD), heads, masks);
    Network network = b.build(b.add("rows", new Reshape(List.of(-1L, 4L)), both));
    INDArray held = NdArrays.array(DataType.DOUBLE, new double[] {1, 2, 3, 4}, 1, 4);
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[12], 3, 4);
    INDArray y = network.withHeld("mask", held).predict(x);
    assertArrayEquals(new double[] {1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4}, NdArrays.doubles(y));
  }
}
