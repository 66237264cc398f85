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
}
