package org.xai4j.agnostic.shapley;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** Owen values against orders of features, and Partition SHAP of the peer. */
class AgnosticPartitionTest {
  /** The score rewards neighbours and pairs across the halves. */
  private static double score(double[] x, int[] order, int count) {
    double[] kept = new double[x.length];
    for (int k = 0; k < count; k++) {
      kept[order[k]] = x[order[k]];
    }
    return model(kept);
  }

  private static double model(double[] v) {
    return v[0] * v[1] + 2 * v[1] * v[2] - v[0] * v[2] * v[3] + Math.tanh(v[3] + v[1]) + v[2];
  }

  @Test
  void owenValuesAreMeansOverTheOrdersThatKeepHalvesTogether() {
    double[] x = {1.5, -0.5, 2, 0.7};
    int[][] orders = {
      {0, 1, 2, 3}, {1, 0, 2, 3}, {0, 1, 3, 2}, {1, 0, 3, 2},
      {2, 3, 0, 1}, {2, 3, 1, 0}, {3, 2, 0, 1}, {3, 2, 1, 0}
    };
    double[] expected = new double[4];
    for (int[] order : orders) {
      for (int k = 0; k < 4; k++) {
        expected[order[k]] += (score(x, order, k + 1) - score(x, order, k)) / 8;
      }
    }
    Predictor predictor =
        batch -> {
          double[] flat = NdArrays.doubles(batch);
          double[] out = new double[flat.length / 4];
          for (int i = 0; i < out.length; i++) {
            out[i] = model(java.util.Arrays.copyOfRange(flat, 4 * i, 4 * i + 4));
          }
          return NdArrays.array(DataType.DOUBLE, out, out.length, 1);
        };
    INDArray row = NdArrays.array(DataType.DOUBLE, x, 1, 4);
    INDArray a = new PartitionShap(100).explain(predictor, row, Context.standard()).values();
    assertArrayEquals(expected, NdArrays.doubles(a), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 7, 40, 1000})
  void valuesAddUpAtAnyBudget(int budget) {
    INDArray x = Draw.positive(3, 2, 2, 5, 6);
    Predictor model = v -> v.reshape(v.size(0), 60).prod(true, 1);
    Attribution a = new PartitionShap(budget).explain(model, x, Context.standard());
    assertArrayEquals(new double[2], a.residuals().orElseThrow(), 1e-12);
  }

  @Test
  void treeHalvesTheLongestAxisAndSplitsChannelsLast() {
    FeatureTree tree = FeatureTree.of(Grouping.elements(16), new long[] {1, 2, 2, 4});
    assertEquals(31, tree.spans().size());
    int left = tree.children().get(0)[0];
    assertEquals(0b0011_0011_0011_0011, tree.with(new long[1], left)[0]);
    int top = tree.children().get(left)[0];
    assertEquals(4, tree.features(top).size());
  }

  @Test
  void quadrantsHaveTheValuesOfThePeer() {
    // Which small regions are opened depends on the order; the large ones always are.
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 4);
    INDArray a = new PartitionShap(500).explain(Goldens.cnn(), x, Context.standard()).values();
    INDArray expected = Goldens.first(Goldens.array("ref/cnn/shap_partition_500.npy"), 4);
    double[] peer = quadrants(NdArrays.doubles(expected));
    double[] ours = quadrants(NdArrays.doubles(a));
    for (int q = 0; q < peer.length; q++) {
      assertEquals(peer[q], ours[q], 1e-5);
    }
  }

  private static double[] quadrants(double[] values) {
    double[] sums = new double[values.length / 196];
    for (int j = 0; j < values.length; j++) {
      int row = j / 784;
      int y = j % 784 / 392;
      int x = j % 28 / 14;
      sums[4 * row + 2 * y + x] += values[j];
    }
    return sums;
  }
}
