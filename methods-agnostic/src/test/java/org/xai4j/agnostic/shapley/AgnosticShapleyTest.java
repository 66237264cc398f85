package org.xai4j.agnostic.shapley;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.perturbation.FeatureAblation;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** Ablation and Shapley values against Captum, SHAP and brute force in float64. */
class AgnosticShapleyTest {
  private static Context patches(String name) {
    return Context.standard()
        .with(new FeatureGroups.Given(Goldens.array("cnn/" + name + ".npy"), name));
  }

  @ParameterizedTest
  @CsvSource({"cnn,feature_ablation_7x7", "mlp,feature_ablation"})
  void ablationEqualsCaptum(String model, String golden) {
    Network network = Goldens.network(model).as(DataType.DOUBLE);
    INDArray x = Goldens.first(Goldens.inputs(model, DataType.DOUBLE), 8);
    Context context = model.equals("cnn") ? patches("superpixels_7x7") : Context.standard();
    INDArray a = new FeatureAblation().explain(network, x, context).values();
    double error = Goldens.error(Goldens.array("ref/" + model + "/" + golden + ".npy"), a);
    assertTrue(error <= 1e-6, "error " + error);
  }

  @Test
  void ablationOfPixelsEqualsCaptum() {
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 3);
    INDArray a = new FeatureAblation().explain(Goldens.cnn(), x, Context.standard()).values();
    INDArray expected = Goldens.first(Goldens.array("ref/cnn/feature_ablation_pixel.npy"), 3);
    double error = Goldens.error(expected, a);
    assertTrue(error <= 1e-5, "error " + error);
  }

  @Test
  void exactShapleyEqualsBruteForce() {
    Network network = Goldens.mlp().as(DataType.DOUBLE);
    INDArray x = Goldens.first(Goldens.inputs("mlp", DataType.DOUBLE), 4);
    Attribution a = new ExactShapley().explain(network, x, Context.standard());
    INDArray expected = Goldens.first(Goldens.array("ref/mlp/exact_shapley_zero_baseline.npy"), 4);
    double error = Goldens.error(expected, a.values());
    assertTrue(error <= 1e-9, "error " + error);
    assertArrayEquals(new double[4], a.residuals().orElseThrow(), 1e-12);
  }

  @Test
  void exactShapleyOfPatchesEqualsBruteForce() {
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 1);
    INDArray a = new ExactShapley().explain(Goldens.cnn(), x, patches("superpixels_4x4")).values();
    INDArray expected = Goldens.first(Goldens.array("ref/cnn/exact_shapley_zero_baseline.npy"), 1);
    double error = Goldens.error(expected, a);
    assertTrue(error <= 1e-5, "error " + error);
  }

  @Test
  void exactShapleyAveragesOverABackgroundSet() {
    INDArray x = Goldens.first(Goldens.inputs("mlp", DataType.FLOAT), 1);
    Context context = Context.standard().with(Baseline.of(Goldens.array("mlp/background.npy")));
    INDArray a = new ExactShapley().explain(Goldens.mlp(), x, context).values();
    double error = Goldens.error(Goldens.first(Goldens.array("ref/mlp/shap_exact.npy"), 1), a);
    assertTrue(error <= 1e-5, "error " + error);
  }

  @Test
  void exactShapleyNamesTheAlternatives() {
    INDArray x = Draw.normal(1, 2, 21);
    InputException e =
        assertThrows(
            InputException.class,
            () -> new ExactShapley().explain(v -> v.sum(true, 1), x, Context.standard()));
    assertTrue(e.getMessage().contains("at most 20 features, but row"), e.getMessage());
    assertTrue(e.getMessage().contains("shapley-sampling"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "mlp,400,exact_shapley_zero_baseline,,shapley_value_sampling",
    "cnn,60,exact_shapley_zero_baseline,superpixels_4x4,shapley_value_sampling_16patches",
    "cnn,60,shapley_value_sampling,superpixels_7x7,shapley_value_sampling"
  })
  void sampledShapleyIsWithinFourStandardErrors(
      String model, int permutations, String golden, String groups, String spread) {
    Network network = Goldens.network(model);
    INDArray x = Goldens.first(Goldens.inputs(model, DataType.FLOAT), 2);
    Context context = groups == null ? Context.standard() : patches(groups);
    Attribution a = new ShapleySampling(permutations, true).explain(network, x, context);
    double[] expected = NdArrays.doubles(Goldens.array("ref/" + model + "/" + golden + ".npy"));
    double[] errors =
        NdArrays.doubles(Goldens.array("ref/" + model + "/" + spread + "__stderr.npy"));
    double[] values = NdArrays.doubles(a.values());
    int width = values.length / 2;
    for (int row = 0; row < 2; row++) {
      double deviation = 0;
      double error = 0;
      for (int j = row * width; j < (row + 1) * width; j++) {
        deviation += (values[j] - expected[j]) * (values[j] - expected[j]);
        error += errors[j] * errors[j];
      }
      assertTrue(Math.sqrt(deviation / error) <= 4);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,true", "1,false", "7,true", "700,false"})
  void sampledShapleyAddsUpAndIsExactForLinearModels(int permutations, boolean antithetic) {
    INDArray w = Draw.normal(3, 9, 1);
    Predictor linear = v -> v.mmul(w);
    INDArray x = Draw.normal(4, 3, 9);
    Attribution a =
        new ShapleySampling(permutations, antithetic).explain(linear, x, Context.standard());
    double[] values = NdArrays.doubles(a.values());
    for (int i = 0; i < 27; i++) {
      assertEquals(x.getDouble(i / 9, i % 9) * w.getDouble(i % 9), values[i], 1e-12);
    }
    Predictor product = v -> v.prod(true, 1);
    Attribution b =
        new ShapleySampling(permutations, antithetic).explain(product, x, Context.standard());
    assertArrayEquals(new double[3], b.residuals().orElseThrow(), 1e-12);
  }

  @Test
  void antitheticPairsAreExactForPairsOfFeatures() {
    // x1·x2 from zero: each order gives all to the one that joins last, so a pair halves it.
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {2, 3}, 1, 2);
    Predictor product = v -> v.prod(true, 1);
    INDArray a = new ShapleySampling(2, true).explain(product, x, Context.standard()).values();
    assertArrayEquals(new double[] {3, 3}, NdArrays.doubles(a), 1e-12);
  }

  @Test
  void sobolOrdersAreCloserThanRandomOnes() {
    double[] random = new double[1];
    double[] even = new double[1];
    INDArray x = Draw.normal(11, 4, 8);
    INDArray w = Draw.normal(12, 8, 1);
    Predictor model =
        v -> org.nd4j.linalg.ops.transforms.Transforms.tanh(v.mmul(w)).mul(v.sum(true, 1));
    double[] exact =
        NdArrays.doubles(new ExactShapley().explain(model, x, Context.standard()).values());
    for (int seed = 0; seed < 10; seed++) {
      random[0] += error(OrderDraw.RANDOM, seed, model, x, exact);
      even[0] += error(OrderDraw.SOBOL, seed, model, x, exact);
    }
    assertTrue(even[0] < random[0], even[0] + " against " + random[0]);
  }

  private static double error(
      OrderDraw draw, int seed, Predictor model, INDArray x, double[] exact) {
    Attribution a =
        new ShapleySampling(200, true, 0, draw)
            .explain(model, x, Context.standard().withSeed(seed));
    assertArrayEquals(new double[4], a.residuals().orElseThrow(), 1e-9);
    double[] values = NdArrays.doubles(a.values());
    double sum = 0;
    for (int j = 0; j < exact.length; j++) {
      sum += (values[j] - exact[j]) * (values[j] - exact[j]);
    }
    return sum;
  }

  @Test
  void aToleranceEndsTheDrawing() {
    INDArray x = Draw.normal(5, 2, 6);
    INDArray w = Draw.normal(6, 6, 1);
    Predictor linear = v -> v.mmul(w);
    Attribution early =
        new ShapleySampling(1000, true, 0.01, OrderDraw.RANDOM)
            .explain(linear, x, Context.standard());
    // Eight orders of five calls, both ends, the row itself and its baseline.
    assertTrue(early.cost().forwardRows() <= 2 * (8 * 5 + 2 + 2), early.cost().toString());
    Predictor product = v -> v.prod(true, 1).add(v.mmul(w));
    double loose = largestShare(product, x, 0.2);
    double tight = largestShare(product, x, 0.02);
    assertTrue(loose <= 0.2 && tight <= 0.02, loose + " and " + tight);
  }

  /** The largest standard error as a share of the range of a row's values. */
  private static double largestShare(Predictor model, INDArray x, double tolerance) {
    Attribution a =
        new ShapleySampling(100_000, true, tolerance, OrderDraw.RANDOM)
            .explain(model, x, Context.standard());
    INDArray errors = a.trust().errors().orElseThrow();
    double largest = 0;
    for (int i = 0; i < x.size(0); i++) {
      double[] values = NdArrays.rows(a.values())[i];
      double range =
          java.util.Arrays.stream(values).max().orElse(0)
              - java.util.Arrays.stream(values).min().orElse(0);
      double most = java.util.Arrays.stream(NdArrays.rows(errors)[i]).max().orElse(0);
      largest = Math.max(largest, most / range);
    }
    return largest;
  }

  @Test
  void sobolOrdersHaveAMost() {
    INDArray x = Draw.normal(5, 1, 1001);
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                new ShapleySampling(1, false, 0, OrderDraw.SOBOL)
                    .explain(v -> v.prod(true, 1), x, Context.standard()));
    assertTrue(
        e.getMessage().startsWith("Sobol orders are of at most 1000 features"), e.getMessage());
  }
}
