package org.xai4j.agnostic.lime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.regression.LocalModel;
import org.xai4j.agnostic.regression.WeightedRegression;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** LIME against Captum's and on models where the answer is known. */
class AgnosticLimeTest {
  private static final int SEEDS = 8;

  private static Lime captum(Lime.Regression regression) {
    return new Lime(
        500, Optional.empty(), regression, Optional.empty(), Lime.Similarity.INPUT_COSINE);
  }

  @ParameterizedTest
  @CsvSource({
    "cnn,lime_ridge,RIDGE",
    "cnn,lime_default_lasso,LASSO",
    "mlp,lime_default_lasso,LASSO"
  })
  void limeIsWithinFourStandardErrorsOfCaptum(
      String model, String golden, Lime.Regression regression) {
    Network network = Goldens.network(model);
    INDArray x = Goldens.first(Goldens.inputs(model, DataType.FLOAT), 2);
    Context context = Context.standard();
    if (model.equals("cnn")) {
      INDArray ids = Goldens.array("cnn/superpixels_7x7.npy");
      context = context.with(new FeatureGroups.Given(ids, "7x7"));
    }
    double[] expected = NdArrays.doubles(Goldens.array("ref/" + model + "/" + golden + ".npy"));
    double[] errors =
        NdArrays.doubles(Goldens.array("ref/" + model + "/" + golden + "__stderr.npy"));
    double[] mean = new double[(int) x.length()];
    for (int seed = 0; seed < SEEDS; seed++) {
      INDArray a = captum(regression).explain(network, x, context.withSeed(seed)).values();
      double[] values = NdArrays.doubles(a);
      for (int j = 0; j < mean.length; j++) {
        mean[j] += values[j] / SEEDS;
      }
    }
    // The peer's three repeats have the spread of one run over √3, ours over √SEEDS.
    double variance = 0;
    double largest = 0;
    double deviation = 0;
    double worst = 0;
    for (int j = 0; j < mean.length; j++) {
      double squared = errors[j] * errors[j] * (1 + 3.0 / SEEDS);
      variance += squared;
      largest = Math.max(largest, squared);
      double difference = Math.abs(mean[j] - expected[j]);
      deviation += difference * difference;
      worst = Math.max(worst, difference);
    }
    assertTrue(deviation <= 4 * variance, "rms " + Math.sqrt(deviation / variance));
    assertTrue(worst <= 4 * Math.sqrt(largest), "worst " + worst / Math.sqrt(largest));
  }

  @ParameterizedTest
  @EnumSource(Lime.Similarity.class)
  void limeOfALinearModelReturnsItsCoefficients(Lime.Similarity similarity) {
    INDArray w = Draw.normal(3, 8, 1);
    INDArray x = Draw.normal(4, 3, 8);
    INDArray base = Draw.normal(5, 1, 8);
    Predictor linear = v -> v.mmul(w).add(0.7);
    for (Lime.Regression regression : Lime.Regression.values()) {
      Lime lime = new Lime(200, Optional.empty(), regression, Optional.of(0.0), similarity);
      Context context = Context.standard().with(Baseline.of(base)).with(Target.of(0));
      double[] a = NdArrays.doubles(lime.explain(linear, x, context).values());
      List<LocalModel> models = lime.localModels(linear, x, context);
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 8; j++) {
          double expected = w.getDouble(j) * (x.getDouble(i, j) - base.getDouble(0, j));
          assertEquals(expected, a[i * 8 + j], 1e-8);
          assertEquals(a[i * 8 + j], models.get(i).coefficients()[j], 0);
        }
        double intercept = linear.predict(base).getDouble(0);
        assertEquals(intercept, models.get(i).intercept(), 1e-8);
        assertEquals(1, models.get(i).r2(), 1e-10);
      }
    }
  }

  @Test
  void aKernelTooNarrowIsNamed() {
    Lime lime =
        new Lime(
            10,
            Optional.of(1e-9),
            Lime.Regression.RIDGE,
            Optional.empty(),
            Lime.Similarity.EUCLIDEAN);
    INDArray x = Draw.normal(1, 1, 30);
    InputException e =
        assertThrows(
            InputException.class, () -> lime.explain(v -> v.sum(true, 1), x, Context.standard()));
    assertTrue(e.getMessage().contains("make it larger"), e.getMessage());
  }

  @Test
  void lassoMeetsItsOptimalityConditions() {
    // At the optimum the gradient of the loss is α·sign(β) where β ≠ 0, and within ±α elsewhere.
    WeightedRegression fit = new WeightedRegression(4);
    double[] y = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3};
    double[] w = {2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5, 9, 0.4, 5, 2};
    double total = 0;
    for (int s = 0; s < 16; s++) {
      fit.add(new long[] {s}, w[s], y[s]);
      total += w[s];
    }
    double alpha = 0.2;
    LocalModel model = fit.lasso(alpha);
    double[] gradient = new double[5];
    for (int s = 0; s < 16; s++) {
      double residual = y[s] - model.intercept();
      for (int j = 0; j < 4; j++) {
        residual -= (s >> j & 1) * model.coefficients()[j];
      }
      for (int j = 0; j < 4; j++) {
        gradient[j] += w[s] * (s >> j & 1) * residual / total;
      }
      gradient[4] += w[s] * residual / total;
    }
    assertEquals(0, gradient[4], 1e-10);
    for (int j = 0; j < 4; j++) {
      double beta = model.coefficients()[j];
      if (beta == 0) {
        assertTrue(Math.abs(gradient[j]) <= alpha);
      } else {
        assertEquals(alpha * Math.signum(beta), gradient[j], 1e-10);
      }
    }
    assertTrue(model.r2() > 0 && model.r2() < 1);
  }
}
