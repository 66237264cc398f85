package org.xai4j.agnostic.perturbation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.lime.LimeTabular;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** RISE, Sobol indices, and what all methods of the module share. */
class AgnosticMaskTest {
  @ParameterizedTest
  @CsvSource({"7,0.5", "4,0.3", "40,0.8", "1,0.5"})
  void coarseMasksHaveTheProbabilityAsMeanEverywhere(int cells, double probability) {
    CoarseMasks coarse = CoarseMasks.of(Draw.normal(1, 1, 2, 10, 13));
    assertEquals(130, coarse.positions());
    assertEquals(coarse.cellOf()[5], coarse.cellOf()[135]);
    SplitRandom random = SplitRandom.of(8);
    double[] mean = new double[130];
    double[] mask = new double[130];
    int masks = 4_000;
    for (int m = 0; m < masks; m++) {
      coarse.draw(cells, probability, random, mask);
      for (int p = 0; p < 130; p++) {
        assertTrue(mask[p] >= 0 && mask[p] <= 1);
        mean[p] += mask[p] / masks;
      }
    }
    double error = Math.sqrt(probability * (1 - probability) / masks);
    for (double m : mean) {
      assertEquals(probability, m, 4.5 * error);
    }
  }

  @Test
  void riseOfAConstantIsTheConstantAndFindsAPixel() {
    INDArray x = Draw.positive(2, 2, 1, 12, 12);
    Predictor constant = v -> v.reshape(v.size(0), 144).sum(true, 1).mul(0).add(3);
    double[] flat =
        NdArrays.doubles(new Rise(2_000, 4, 0.5).explain(constant, x, Context.standard()).values());
    for (double v : flat) {
      assertEquals(3, v, 4.5 * 3 / Math.sqrt(2_000));
    }
    INDArray weights = NdArrays.array(DataType.DOUBLE, new double[144], 144, 1);
    weights.putScalar(5 * 12 + 7, 0, 1);
    Predictor pixel = v -> v.reshape(v.size(0), 144).mmul(weights);
    INDArray a = new Rise(3_000, 7, 0.5).explain(pixel, x, Context.standard()).values();
    double[] values = NdArrays.doubles(a);
    for (int i = 0; i < 2; i++) {
      int best = 0;
      for (int p = 0; p < 144; p++) {
        best = values[i * 144 + p] > values[i * 144 + best] ? p : best;
      }
      assertTrue(Math.abs(Math.floorDiv(best, 12) - 5) <= 1, "row " + best);
      assertTrue(Math.abs(best % 12 - 7) <= 1, "column " + best);
    }
  }

  @Test
  void riseOfASingleCellGridIsTheMeanOfScoreTimesMask() {
    // One position, step 1: the mask is a coin, so S = E[f(m·x)·m]/p = f(x).
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {2}, 1, 1);
    INDArray a = new Rise(5_000, 1, 0.5).explain(v -> v.mul(v), x, Context.standard()).values();
    assertEquals(4, a.getDouble(0), 4 * 4 / Math.sqrt(5_000));
  }

  @Test
  void sobolOfLinearAndProductModelsIsClosedForm() {
    double[] w = {1, -2, 3, 0.5};
    INDArray weights = NdArrays.array(DataType.DOUBLE, w, 4, 1);
    INDArray x = Draw.normal(6, 2, 4);
    INDArray base = Draw.normal(7, 1, 4);
    Context context = Context.standard().with(Baseline.of(base));
    INDArray a = new Sobol(2_048).explain(v -> v.mmul(weights), x, context).values();
    for (int i = 0; i < 2; i++) {
      double total = 0;
      double[] parts = new double[4];
      for (int j = 0; j < 4; j++) {
        parts[j] = Math.pow(w[j] * (x.getDouble(i, j) - base.getDouble(0, j)), 2);
        total += parts[j];
      }
      for (int j = 0; j < 4; j++) {
        assertEquals(parts[j] / total, a.getDouble(i, j), 0.02);
      }
    }
    // m₁·m₂ has the variance 7/144, and each takes part in (1/3)·(1/12) of it.
    INDArray two = NdArrays.array(DataType.DOUBLE, new double[] {2, 5}, 1, 2);
    INDArray b = new Sobol(2_048).explain(v -> v.prod(true, 1), two, Context.standard()).values();
    assertEquals(4.0 / 7, b.getDouble(0), 0.02);
    assertEquals(4.0 / 7, b.getDouble(1), 0.02);
  }

  @Test
  void sobolNamesAWayOutOfTooManyFeatures() {
    INDArray x = Draw.normal(1, 1, 501);
    InputException e =
        assertThrows(
            InputException.class,
            () -> new Sobol().explain(v -> v.sum(true, 1), x, Context.standard()));
    assertTrue(e.getMessage().contains("at most 500 features"), e.getMessage());
  }

  static Stream<PredictorExplainer> methods() {
    return ServiceLoader.load(Explainer.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(e -> e.getClass().getPackageName().startsWith("org.xai4j.agnostic."))
        .filter(e -> e instanceof PredictorExplainer && !(e instanceof LimeTabular))
        .map(PredictorExplainer.class::cast)
        .map(e -> e instanceof Rise ? new Rise(400, 7, 0.5) : e);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void threadsAndNeighboursChangeNoByte(PredictorExplainer method) {
    Network network = Goldens.cnn();
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 3);
    Context context = Context.standard().with(FeatureGroups.parse("grid:3x3")).withSeed(5);
    float[] one = NdArrays.floats(method.explain(network, x, context).values());
    float[] eight =
        NdArrays.floats(method.explain(network, x, context.with(new Execution(2, 8))).values());
    assertArrayEquals(one, eight);
    float[] alone = NdArrays.floats(method.explain(network, Goldens.first(x, 1), context).values());
    for (int j = 0; j < 784; j++) {
      assertEquals(one[j], alone[j], 1e-5);
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void sumsCountAGroupOnce(PredictorExplainer method) {
    INDArray x = Draw.normal(4, 2, 1, 6, 6);
    Predictor model = v -> v.reshape(v.size(0), 36).prod(true, 1).mul(50);
    Context context = Context.standard().with(FeatureGroups.parse("grid:2x3"));
    var residuals = method.explain(model, x, context).residuals();
    assertEquals(method.sum() == AttributionExplainer.Sum.DIFFERENCE, residuals.isPresent());
    residuals.ifPresent(r -> assertArrayEquals(new double[2], r, 1e-9));
  }

  @ParameterizedTest
  @CsvSource({
    "shapley-sampling,permutations,0,must be 1 to 10000000",
    "lime,regression,elastic,is one of ridge",
    "lime,alpha,-1,must be ≥ 0",
    "lime,samples,1,must be 2 to",
    "rise,probability,1.5,must be",
    "sobol,samples,1,must be",
    "feature-ablation,window,2,has no parameter"
  })
  void badParametersAreNamed(String id, String name, String value, String message) {
    var methods = Registry.load("method", Explainer.class);
    InputException e =
        assertThrows(InputException.class, () -> methods.create(id, Map.of(name, value)));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }
}
