package org.xai4j.agnostic.shapley;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.lime.Lime;
import org.xai4j.agnostic.lime.LimeTabular;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Interactions;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** Shapley interaction values, the hierarchy by correlation, and LIME for tables. */
class AgnosticInteractionsTest {
  @Test
  void aProductOfTwoIsAllInteraction() {
    Predictor model =
        v -> v.getColumn(0).mul(v.getColumn(1)).add(v.getColumn(2)).reshape(v.size(0), 1);
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {2, 3, 5}, 1, 3);
    Interactions i = new ShapleyInteractions().explain(model, x, Context.standard());
    double[] expected = {0, 3, 0, 3, 0, 0, 0, 0, 5};
    assertArrayEquals(expected, NdArrays.doubles(i.values()), 1e-12);
    assertArrayEquals(new double[1], i.residuals(), 1e-12);
  }

  @Test
  void threeFactorsShareTheirInteractionEvenly() {
    // x0·x1·x2 from zero: the index of each pair is half of the product, φ a third.
    Predictor model = v -> v.prod(true, 1);
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {1, 2, 3}, 1, 3);
    double[] m =
        NdArrays.doubles(new ShapleyInteractions().explain(model, x, Context.standard()).values());
    assertEquals(6 / 4.0, m[1], 1e-12);
    assertEquals(2 - 3, m[0], 1e-12);
  }

  @Test
  void rowsOfTheMatrixAddUpToShapleyValues() {
    INDArray x = Goldens.first(Goldens.inputs("mlp", DataType.DOUBLE), 2);
    var network = Goldens.mlp().as(DataType.DOUBLE);
    Interactions i = new ShapleyInteractions().explain(network, x, Context.standard());
    double[] exact = NdArrays.doubles(Goldens.array("ref/mlp/exact_shapley_zero_baseline.npy"));
    double[] sums = NdArrays.doubles(i.values().sum(2));
    assertArrayEquals(java.util.Arrays.copyOf(exact, 26), sums, 1e-9);
  }

  @Test
  void sampledInteractionsAreUnbiasedAndAddUp() {
    // 16 features, beyond the exact limit: pairs (0,1), (2,3), … multiply.
    Predictor model =
        v -> {
          double[] flat = NdArrays.doubles(v);
          double[] out = new double[flat.length / 16];
          for (int i = 0; i < flat.length; i += 2) {
            out[i / 16] += flat[i] * flat[i + 1];
          }
          return NdArrays.array(DataType.DOUBLE, out, out.length, 1);
        };
    INDArray x = Draw.normal(6, 1, 16);
    Interactions i = new ShapleyInteractions(300).explain(model, x, Context.standard());
    assertEquals(0, i.residuals()[0], 1e-9);
    for (int a = 0; a < 16; a++) {
      for (int b = 0; b < a; b++) {
        double product = x.getDouble(0, a) * x.getDouble(0, b);
        // The second differences of a product of two do not depend on the others.
        double expected = a == b + 1 && b % 2 == 0 ? product / 2 : 0;
        assertEquals(expected, i.values().getDouble(0, a, b), 1e-9);
      }
    }
  }

  @Test
  void correlatedColumnsAreJoinedFirst() {
    INDArray z = Draw.normal(8, 50, 4);
    double[][] data = new double[50][4];
    for (int r = 0; r < 50; r++) {
      for (int c = 0; c < 4; c++) {
        data[r][c] = z.getDouble(r, c);
      }
      data[r][2] = -data[r][0] + 0.01 * z.getDouble(r, 2);
    }
    FeatureTree tree = FeatureTree.correlated(org.xai4j.core.explain.Grouping.elements(4), data);
    assertTrue(
        IntStream.range(0, tree.spans().size())
            .anyMatch(node -> tree.with(new long[1], node)[0] == 0b0101));
    double[] flat =
        java.util.Arrays.stream(data).flatMapToDouble(java.util.Arrays::stream).toArray();
    Context context =
        Context.standard().with(Baseline.of(NdArrays.array(DataType.DOUBLE, flat, 50, 4)));
    Predictor model = v -> v.prod(true, 1);
    var a =
        new PartitionShap(100, PartitionShap.Hierarchy.CORRELATION)
            .explain(model, Draw.normal(9, 2, 4), context);
    assertArrayEquals(new double[2], a.residuals().orElseThrow(), 1e-12);
  }

  @Test
  void limeForTablesIsNearThePeers() {
    var network = Goldens.mlp();
    INDArray x = Goldens.first(Goldens.inputs("mlp", DataType.FLOAT), 2);
    Context context =
        Context.standard()
            .with(Baseline.of(Goldens.array("mlp/background.npy")))
            .with(Target.argmax().asProbability());
    double[] peer = NdArrays.doubles(Goldens.array("ref/mlp/lime_tabular_quartile.npy"));
    int seeds = 6;
    double[][] runs = new double[seeds][];
    for (int s = 0; s < seeds; s++) {
      runs[s] =
          NdArrays.doubles(new LimeTabular().explain(network, x, context.withSeed(s)).values());
    }
    double deviation = 0;
    double variance = 0;
    for (int j = 0; j < 26; j++) {
      int at = j;
      double mean = java.util.Arrays.stream(runs).mapToDouble(r -> r[at]).average().orElseThrow();
      double spread = 0;
      for (double[] run : runs) {
        spread += (run[j] - mean) * (run[j] - mean) / (seeds - 1);
      }
      // The peer ran once.
      variance += spread * (1 + 1.0 / seeds);
      deviation += (peer[j] - mean) * (peer[j] - mean);
    }
    double ratio = Math.sqrt(deviation / variance);
    assertTrue(ratio < 4, "in standard errors: " + ratio);
  }

  @Test
  void limeForTablesWithoutCellsReturnsTheCoefficients() {
    INDArray w = Draw.normal(3, 5, 1);
    INDArray data = Draw.normal(4, 80, 5);
    INDArray x = Draw.normal(5, 2, 5);
    LimeTabular lime =
        new LimeTabular(
            500,
            LimeTabular.Cells.NONE,
            java.util.Optional.empty(),
            0,
            java.util.Optional.empty(),
            Lime.Selection.FORWARD);
    Predictor linear = v -> v.mmul(w);
    var a = lime.explain(linear, x, Context.standard().with(Baseline.of(data)));
    double[] values = NdArrays.doubles(a.values());
    double[] spread = NdArrays.doubles(data.std(false, 0));
    for (int i = 0; i < 10; i++) {
      assertEquals(w.getDouble(i % 5) * spread[i % 5], values[i], 1e-9);
    }
    assertArrayEquals(new double[] {1, 1}, a.trust().fit().orElseThrow(), 1e-9);
  }
}
