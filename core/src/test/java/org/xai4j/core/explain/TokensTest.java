package org.xai4j.core.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.registry.Info;
import org.xai4j.core.run.InputException;

/** Features made of token ids, outside and inside a network. */
class TokensTest {
  private static INDArray ids(double... ids) {
    return NdArrays.array(DataType.DOUBLE, ids, 1, ids.length);
  }

  @Test
  void paddingIsOneFeature() {
    Grouping grouping = FeatureGroups.parse("tokens").of(ids(0, 0, 7, 4, 7));
    assertArrayEquals(new int[] {0, 0, 1, 2, 3}, grouping.ids());
    assertEquals(4, grouping.count());
    assertEquals(3, new FeatureGroups.Tokens(9).of(ids(1, 0, 7)).count(), "no padding");
    assertEquals("tokens", FeatureGroups.parse("tokens").toString());
    INDArray picture = NdArrays.array(DataType.DOUBLE, new double[4], 1, 1, 2, 2);
    InputException e =
        assertThrows(InputException.class, () -> new FeatureGroups.Tokens(0).of(picture));
    assertTrue(e.getMessage().contains("need token ids"), e.getMessage());
  }

  /** The number of each feature plus one, whatever the model. */
  @Info(id = "numbering", title = "", summary = "", reference = "")
  record Numbering() implements NetworkExplainer {
    @Override
    public boolean slopes() {
      return true;
    }

    @Override
    public Attributor prepare(Network model, INDArray inputs, Context context) {
      return rows -> {
        double[][] values = new double[rows.size()][];
        for (int i = 0; i < values.length; i++) {
          assertEquals(3 * 2, rows.width(), "the method sees embeddings");
          values[i] = new double[rows.grouping(i).count()];
          java.util.Arrays.setAll(values[i], g -> g + 1.0);
        }
        return rows.ungrouped(values);
      };
    }
  }

  @Test
  void groupsOfTokensAreKeptInsideTheNetwork() {
    INDArray table = NdArrays.array(DataType.DOUBLE, new double[] {0, 0, 1, 2, 3, 4}, 3, 2);
    INDArray weights = NdArrays.array(DataType.DOUBLE, new double[] {1, 1, 1, 1, 1, 1}, 6, 1);
    INDArray bias = NdArrays.array(DataType.DOUBLE, new double[1], 1);
    Network network =
        Network.sequential(
            new long[] {3}, new Embedding(table, 0), Reshape.flatten(), new Dense(weights, bias));
    INDArray rows = NdArrays.array(DataType.DOUBLE, new double[] {0, 0, 1, 2, 0, 2}, 2, 3);
    Context context = Context.standard().with(Target.of(0));
    for (var expected :
        List.of(
            new Object[] {"tokens", new double[] {1, 1, 2, 2, 1, 3}},
            new Object[] {"none", new double[] {1, 2, 3, 1, 2, 3}},
            new Object[] {"segments:1", new double[] {1, 1, 1, 1, 1, 1}})) {
      FeatureGroups groups = FeatureGroups.parse((String) expected[0]);
      Attribution a = new Numbering().explain(network, rows, context.with(groups));
      assertArrayEquals((double[]) expected[1], NdArrays.doubles(a.values()), (String) expected[0]);
      assertArrayEquals(new long[] {2, 3}, a.values().shape());
    }
  }

  private static int embedding(NetworkBuilder to, int ids) {
    INDArray table = NdArrays.array(DataType.DOUBLE, new double[] {0, 0, 1, 2, 3, 4, 5, 6}, 4, 2);
    return to.add("table", new Embedding(table, 0), ids);
  }

  private static Network scored(NetworkBuilder to, int vectors) {
    int flat = to.add("flat", Reshape.flatten(), vectors);
    INDArray ones = NdArrays.array(DataType.DOUBLE, new double[] {1, 1, 1, 1, 1, 1}, 6, 1);
    INDArray bias = NdArrays.array(DataType.DOUBLE, new double[1], 1);
    return to.build(to.add("score", new Dense(ones, bias), flat));
  }

  @Test
  void whatLayersMakeOfEachIdAloneIsAnId() {
    INDArray rows = NdArrays.array(DataType.DOUBLE, new double[] {0, 1, 2, 2, 0, 1}, 2, 3);
    NetworkBuilder moved = Network.builder(3);
    int one = moved.add("one", new Constant(NdArrays.array(DataType.DOUBLE, new double[] {1}, 1)));
    int next = moved.add("next", new Elementwise(Elementwise.Operation.ADD), 0, one);
    NetworkBuilder bounded = Network.builder(3);
    int whole = bounded.add("whole", Activation.of(Activation.Function.TRUNCATE), 0);
    int clip = bounded.add("clip", new Activation(Activation.Function.CLIP, 0, 3), whole);
    for (Network network :
        List.of(scored(moved, embedding(moved, next)), scored(bounded, embedding(bounded, clip)))) {
      assertTrue(network.tokens());
      Attribution a = new Numbering().explain(network, rows, Context.standard());
      assertArrayEquals(new long[] {2, 3}, a.values().shape());
    }
  }

  @Test
  void whereNothingComesBackToTheInputIsSaid() {
    INDArray rows = NdArrays.array(DataType.DOUBLE, new double[] {0, 1, 2}, 1, 3);
    NetworkBuilder mixed = Network.builder(3);
    int turned = mixed.add("turned", new Gather(1, List.of(2L, 1L, 0L), false), 0);
    Network lookedUp = scored(mixed, embedding(mixed, turned));
    assertFalse(lookedUp.tokens());
    String table = refusal(lookedUp, rows);
    assertTrue(table.contains("layer 'table' looks up in a table what follows"), table);

    NetworkBuilder steps = Network.builder(6);
    Network flat = scored(steps, steps.add("steps", Activation.of(Activation.Function.SIGN), 0));
    INDArray wide = NdArrays.array(DataType.DOUBLE, new double[] {1, 2, 3, 4, 5, 6}, 1, 6);
    String slope = refusal(flat, wide);
    assertTrue(slope.contains("a layer without one, 'steps' (Sign); take a method"), slope);
  }

  private static String refusal(Network network, INDArray rows) {
    return String.valueOf(
        assertThrows(
                InputException.class,
                () -> new Numbering().explain(network, rows, Context.standard()))
            .getMessage());
  }
}
