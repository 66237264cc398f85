package org.xai4j.lrp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Goldens;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.ZeroRule;

/** Relevance through chosen channels: by hand, and what the channels add up to. */
class ConceptRelevanceTest {
  /** y = 2·relu(x₀ + x₁) + 3·relu(x₀ − x₁): by LRP-0 each unit's relevance is its summand of y. */
  @Test
  void byHandOnTwoUnits() {
    Network network =
        Network.sequential(
            new long[] {2},
            new Dense(matrix(2, 2, 1, 1, 1, -1), vector(0, 0)),
            Activation.relu(),
            new Dense(matrix(2, 1, 2, 3), vector(0)));
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {3, 1}, 1, 2);
    Composite zero = Composite.builder().otherwise(new ZeroRule()).build();
    String hidden = network.nodes().get(2).name();
    ConceptRelevance method = new ConceptRelevance(zero, Optional.of(hidden), List.of(), 1);
    Context context = Context.standard().with(Target.of(0));
    // The first unit is worth 8 = 6 + 2, the second 6 = 9 − 3.
    assertArrayEquals(new double[] {6, 2}, values(method.of(hidden, 0), network, x, context), 1e-9);
    assertArrayEquals(
        new double[] {9, -3}, values(method.of(hidden, 1), network, x, context), 1e-9);
    assertArrayEquals(new double[] {6, 2}, values(method, network, x, context), 1e-9);
    InputException refused =
        assertThrows(InputException.class, () -> values(method.of(hidden, 2), network, x, context));
    assertTrue(refused.getMessage().contains("channels 0 to 1"), refused.getMessage());
  }

  private static INDArray vector(double... values) {
    return NdArrays.array(DataType.DOUBLE, values, values.length);
  }

  private static INDArray matrix(int rows, int columns, double... values) {
    return NdArrays.array(DataType.DOUBLE, values, rows, columns);
  }

  private static double[] values(
      ConceptRelevance method, Network network, INDArray x, Context context) {
    return NdArrays.doubles(method.explain(network, x, context).values());
  }

  @Test
  void theChannelsAddUpToRelevancePropagation() {
    Network cnn = Goldens.network("cnn").as(DataType.DOUBLE);
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.DOUBLE), 2);
    double[] whole =
        NdArrays.doubles(new LrpEpsilonPlusFlat().explain(cnn, x, Context.standard()).values());
    ConceptRelevance method = new ConceptRelevance();
    ConceptRelevance all =
        new ConceptRelevance(method.composite(), Optional.empty(), List.of(), 1_000);
    assertArrayEquals(whole, values(all, cnn, x, Context.standard()), 1e-9);
    double[] sum = new double[whole.length];
    for (int c = 0; c < 32; c++) {
      ConceptRelevance one =
          new ConceptRelevance(method.composite(), Optional.empty(), List.of(c), 1);
      double[] part = values(one, cnn, x, Context.standard());
      for (int j = 0; j < sum.length; j++) {
        sum[j] += part[j];
      }
    }
    assertArrayEquals(whole, sum, 1e-9);
  }

  /** The rows of most relevance come first, and the channel's own maps have these sums. */
  @Test
  void theReferencesAreTheRowsOfMostRelevance() {
    Network cnn = Goldens.network("cnn").as(DataType.DOUBLE);
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.DOUBLE), 8);
    ConceptRelevance method =
        new ConceptRelevance(new LrpEpsilonPlusFlat().rules(), Optional.empty(), List.of(5), 1);
    int[] rows = method.references(cnn, x, 5, 3, Context.standard());
    assertEquals(3, rows.length);
    double[] flat = values(method, cnn, x, Context.standard());
    double[] sums = new double[8];
    for (int j = 0; j < flat.length; j++) {
      sums[j / 784] += flat[j];
    }
    for (int row = 0; row < 8; row++) {
      assertTrue(sums[rows[0]] >= sums[row] - 1e-6, "row " + row);
    }
    assertTrue(sums[rows[0]] >= sums[rows[1]] && sums[rows[1]] >= sums[rows[2]]);
  }
}
