package org.xai4j.core.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.Network;
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
}
