package org.xai4j.agnostic.shapley;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.perturbation.Occlusion;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** Against Captum, SHAP and brute force in float64. */
class AgnosticGoldenTest {
  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE"})
  void occlusionEqualsCaptum(DataType type) {
    Network network = Goldens.cnn().as(type);
    INDArray x = Goldens.first(Goldens.inputs("cnn", type), 8);
    INDArray a =
        new Occlusion(List.of(4), List.of(2)).explain(network, x, Context.standard()).values();
    double error = Goldens.error(Goldens.array("ref/cnn/occlusion_4x4_s2.npy"), a);
    assertTrue(error <= (type == DataType.FLOAT ? 1e-5 : 1e-6), type + " " + error);
  }

  @Test
  void occlusionOfTheWholeInputIsTheDifferenceToTheBaseline() {
    Network network = Goldens.mlp().as(DataType.DOUBLE);
    INDArray x = Goldens.first(Goldens.inputs("mlp", DataType.DOUBLE), 5);
    Attribution a = new Occlusion(List.of(13), List.of(1)).explain(network, x, Context.standard());
    Target.Resolved target = Target.argmax().resolve(network.predict(x), 0);
    double[] base = target.scores(network.predict(x.mul(0)), new int[] {0, 1, 2, 3, 4});
    double[] values = NdArrays.doubles(a.values());
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 13; j++) {
        assertEquals(a.scores()[i] - base[i], values[i * 13 + j], 1e-12);
      }
    }
  }

  @Test
  void lastWindowIsClippedAtTheBorder() {
    // f is the sum of its inputs, so a window's value is the sum it covers.
    Predictor sum = x -> x.sum(true, 1);
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {1, 2, 4, 8, 16}, 1, 5);
    INDArray a = new Occlusion(List.of(2), List.of(2)).explain(sum, x, Context.standard()).values();
    assertArrayEquals(new double[] {3, 3, 12, 12, 16}, NdArrays.doubles(a), 1e-12);
  }

  @Test
  void kernelShapOfAllCoalitionsIsExact() {
    Network network = Goldens.mlp().as(DataType.DOUBLE);
    INDArray x = Goldens.first(Goldens.inputs("mlp", DataType.DOUBLE), 8);
    Attribution a = new KernelShap(8190, true).explain(network, x, Context.standard());
    double error =
        Goldens.error(Goldens.array("ref/mlp/exact_shapley_zero_baseline.npy"), a.values());
    assertTrue(error <= 1e-8, "error " + error);
    for (double r : a.residuals().orElseThrow()) {
      assertEquals(0, r, 1e-9);
    }
  }

  @Test
  void kernelShapAveragesOverABackgroundSet() {
    Network network = Goldens.mlp().as(DataType.DOUBLE);
    INDArray x = Goldens.first(Goldens.inputs("mlp", DataType.DOUBLE), 1);
    INDArray background = Goldens.first(Goldens.array("mlp/background.npy"), 3);
    Context context = Context.standard().with(Baseline.of(background));
    INDArray a = new KernelShap(8190, true).explain(network, x, context).values();
    INDArray exact = new ExactShapley().explain(network, x, context).values();
    assertTrue(Goldens.error(exact, a) <= 1e-8);
  }

  @Test
  void sampledKernelShapIsNearTheExactValuesAndAddsUp() {
    Network network = Goldens.cnn();
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 2);
    Context context =
        Context.standard()
            .with(new FeatureGroups.Given(Goldens.array("cnn/superpixels_4x4.npy"), "4x4"));
    Attribution a = new KernelShap(2000, true).explain(network, x, context);
    INDArray exact = Goldens.first(Goldens.array("ref/cnn/exact_shapley_zero_baseline.npy"), 2);
    assertTrue(Goldens.error(exact, a.values()) <= 0.05);
    for (double r : a.residuals().orElseThrow()) {
      assertEquals(0, r, 1e-4);
    }
  }

  @Test
  void kernelShapOfALinearModelIsClosedForm() {
    INDArray w = Draw.normal(3, 6, 2);
    Predictor linear = x -> x.mmul(w);
    INDArray x = Draw.normal(4, 3, 6);
    INDArray background = Draw.normal(5, 7, 6);
    Context context =
        Context.standard().with(Target.of(1)).with(Baseline.of(background)).withSeed(9);
    double[] a = NdArrays.doubles(new KernelShap(30, true).explain(linear, x, context).values());
    double[] mean = NdArrays.doubles(background.mean(0));
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 6; j++) {
        assertEquals(w.getDouble(j, 1) * (x.getDouble(i, j) - mean[j]), a[i * 6 + j], 1e-10);
      }
    }
  }

  @Test
  void kernelShapAddsRoundsUntilTheStandardErrorIsSmall() {
    Network network = Goldens.mlp();
    INDArray x = Goldens.first(Goldens.inputs("mlp", DataType.FLOAT), 3);
    double[] exact = NdArrays.doubles(Goldens.array("ref/mlp/exact_shapley_zero_baseline.npy"));
    long before = 0;
    for (double tolerance : new double[] {0, 0.02, 0.003}) {
      Attribution a = new KernelShap(100, true, tolerance).explain(network, x, Context.standard());
      assertTrue(a.cost().forwardRows() > before);
      before = a.cost().forwardRows();
      assertArrayEquals(new double[3], a.residuals().orElseThrow(), 1e-5);
      double[] values = NdArrays.doubles(a.values());
      for (int i = 0; i < 3 && tolerance > 0; i++) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        double worst = 0;
        for (int j = 13 * i; j < 13 * i + 13; j++) {
          low = Math.min(low, exact[j]);
          high = Math.max(high, exact[j]);
          worst = Math.max(worst, Math.abs(values[j] - exact[j]));
        }
        assertTrue(worst <= 4 * tolerance * (high - low), tolerance + ": " + worst / (high - low));
      }
    }
    KernelShap all = new KernelShap(8190, true, 0.001);
    long rows = all.explain(network, x, Context.standard()).cost().forwardRows();
    assertTrue(rows <= 3 * 8200, "exact after one round");
  }
}
