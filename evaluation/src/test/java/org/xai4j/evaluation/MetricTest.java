package org.xai4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.testing.Goldens;
import org.xai4j.core.testing.InputGradient;
import org.xai4j.evaluation.axiomatic.Completeness;
import org.xai4j.evaluation.complexity.Sparseness;
import org.xai4j.evaluation.control.EdgeControl;
import org.xai4j.evaluation.control.InputMagnitude;
import org.xai4j.evaluation.control.RandomControl;
import org.xai4j.evaluation.faithfulness.Deletion;
import org.xai4j.evaluation.faithfulness.Insertion;
import org.xai4j.evaluation.faithfulness.PixelFlipping;
import org.xai4j.evaluation.robustness.MaxSensitivity;

/** On a linear model that one can check on paper, and against Quantus 0.6. */
class MetricTest {
  /** f(x) = 3·x₁ + 2·x₂ + x₃. */
  private static final Predictor LINEAR =
      x -> x.mmul(NdArrays.array(DataType.DOUBLE, new double[] {3, 2, 1}, 3, 1));

  private static Subject linear(double... attribution) {
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {1, 1, 1}, 1, 3);
    INDArray a = NdArrays.array(DataType.DOUBLE, attribution, 1, 3);
    return new Subject(LINEAR, x, a, FeatureGroups.none(), Optional.empty(), Context.standard());
  }

  @Test
  void flippingTheLinearModel() {
    Scores right = new PixelFlipping(1, Target.Output.LOGIT).score(linear(3, 2, 1));
    assertArrayEquals(new double[] {6, 3, 1, 0}, right.curves()[0], 1e-12);
    assertArrayEquals(new double[] {0, 1 / 3.0, 2 / 3.0, 1}, right.points(), 1e-12);
    // (4.5 + 2 + 0.5) / 3
    assertEquals(7 / 3.0, right.values()[0], 1e-12);
    Scores wrong = new Deletion(1, Target.Output.LOGIT).score(linear(1, 2, 3));
    assertArrayEquals(new double[] {6, 5, 3, 0}, wrong.curves()[0], 1e-12);
    Scores added = new Insertion(2, Target.Output.LOGIT).score(linear(3, 2, 1));
    assertArrayEquals(new double[] {0, 5, 6}, added.curves()[0], 1e-12);
    // (2.5 · 2 + 5.5 · 1) / 3
    assertEquals(10.5 / 3, added.values()[0], 1e-12);
  }

  @Test
  void completenessOfTheLinearModel() {
    assertEquals(0, new Completeness().score(linear(3, 2, 1)).values()[0], 1e-12);
    assertEquals(1.5, new Completeness().score(linear(3, 2, 2.5)).values()[0], 1e-12);
  }

  @Test
  void completenessCountsTheValueOfAUnitOnce() {
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {1, 1, 1}, 1, 3);
    INDArray a = NdArrays.array(DataType.DOUBLE, new double[] {5, 5, 1}, 1, 3);
    FeatureGroups pair =
        new FeatureGroups.Given(NdArrays.array(DataType.DOUBLE, new double[] {0, 0, 1}, 3), "pair");
    Subject subject = new Subject(LINEAR, x, a, pair, Optional.empty(), Context.standard());
    assertEquals(0, new Completeness().score(subject).values()[0], 1e-12);
  }

  @Test
  void sparsenessOfKnownVectors() {
    assertEquals(0, new Sparseness().score(linear(1, -1, 1)).values()[0], 1e-12);
    assertEquals(2 / 3.0, new Sparseness().score(linear(0, -5, 0)).values()[0], 1e-12);
    assertEquals(Double.NaN, new Sparseness().score(linear(0, 0, 0)).values()[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"saliency_signed", "input_x_gradient"})
  void equalsQuantus(String attribution) {
    Subject subject = MetricGoldens.subject(attribution);
    JsonNode gini = MetricGoldens.values("sparseness", attribution);
    JsonNode curves = MetricGoldens.values("pixel_flipping_curve", attribution);
    double[] sparse = new Sparseness().score(subject).values();
    Scores flipped = new PixelFlipping(28, Target.Output.LOGIT).score(subject);
    for (int i = 0; i < 8; i++) {
      assertEquals(gini.get(i).asDouble(), sparse[i], 1e-4);
      for (int p = 0; p < 28; p++) {
        assertEquals(curves.get(i).get(p).asDouble(), flipped.curves()[i][p + 1], 1e-4);
      }
    }
  }

  @Test
  void sensitivityOfALinearModelsGradientIsZero() {
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 4);
    InputGradient method = new InputGradient();
    Context context = Context.standard();
    INDArray a = method.explain(Goldens.cnn(), x, context).values();
    Subject subject =
        new Subject(Goldens.cnn(), x, a, FeatureGroups.none(), Optional.of(method), context);
    double[] still = new MaxSensitivity(2, 0).score(subject).values();
    double[] moved = new MaxSensitivity(2, 0.02).score(subject).values();
    for (int i = 0; i < 4; i++) {
      assertEquals(0, still[i], 0);
      assertTrue(moved[i] > 0.1 && moved[i] < 3, "sensitivity " + moved[i]);
    }
  }

  @Test
  void noiseIsOtherNoiseForAnotherInput() {
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 2);
    RandomControl method = new RandomControl();
    Context context = Context.standard();
    INDArray a = method.explain(Goldens.cnn(), x, context).values();
    Subject subject =
        new Subject(Goldens.cnn(), x, a, FeatureGroups.none(), Optional.of(method), context);
    assertTrue(new MaxSensitivity(1, 0.02).score(subject).values()[0] > 1);
    assertEquals(0, new MaxSensitivity(1, 0).score(subject).values()[0], 0);
  }

  @Test
  void controlsKnowNothingOfTheModel() {
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 3);
    Predictor zero =
        batch ->
            NdArrays.array(DataType.DOUBLE, new double[2 * (int) batch.size(0)], batch.size(0), 2);
    for (var control :
        java.util.List.of(new RandomControl(), new EdgeControl(), new InputMagnitude())) {
      Attribution one = control.explain(zero, x, Context.standard());
      Attribution other = control.explain(Goldens.cnn(), x, Context.standard());
      assertArrayEquals(NdArrays.floats(one.values()), NdArrays.floats(other.values()));
    }
    assertArrayEquals(
        NdArrays.floats(x),
        NdArrays.floats(new InputMagnitude().explain(zero, x, Context.standard()).values()));
  }

  @Test
  void edgesOfAStepAreAtTheStep() {
    INDArray x =
        NdArrays.array(
            DataType.DOUBLE, new double[] {0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1}, 1, 1, 3, 4);
    double[] e =
        NdArrays.doubles(new EdgeControl().explain(LINEAR3, x, Context.standard()).values());
    assertArrayEquals(new double[] {0, 4, 4, 0, 0, 4, 4, 0, 0, 4, 4, 0}, e, 1e-12);
  }

  private static final Predictor LINEAR3 =
      batch -> NdArrays.array(DataType.DOUBLE, new double[(int) batch.size(0)], batch.size(0), 1);
}
