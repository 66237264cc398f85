package org.xai4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.counterfactual.Counterfactual;
import org.xai4j.agnostic.importance.PermutationImportance;
import org.xai4j.agnostic.shapley.ExactShapley;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Counterfactuals;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Draw;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.faithfulness.Deletion;
import org.xai4j.evaluation.robustness.Consistency;
import org.xai4j.gradient.InputXGradient;
import org.xai4j.lrp.LrpEpsilon;

/** Networks with one output: two classes behind a sigmoid, a quantity without one. */
class OneOutputTest {
  private static final double[] W = {1, -2, 0.5};
  private static final INDArray X = Draw.normal(3, 40, 3);

  private static Network network(boolean sigmoid, double bias) {
    Dense dense =
        new Dense(
            NdArrays.array(DataType.DOUBLE, W, 3, 1),
            NdArrays.array(DataType.DOUBLE, new double[] {bias}, 1));
    return sigmoid
        ? Network.sequential(new long[] {3}, dense, Activation.of(Activation.Function.SIGMOID))
        : Network.sequential(new long[] {3}, dense);
  }

  private static final Network BINARY = network(true, 0.1);
  private static final Network QUANTITY = network(false, 100);

  private static double[] logits() {
    double[] x = NdArrays.doubles(X);
    double[] z = new double[40];
    Arrays.setAll(z, i -> x[3 * i] - 2 * x[3 * i + 1] + 0.5 * x[3 * i + 2] + 0.1);
    return z;
  }

  private static <M extends Predictor> double[] values(
      AttributionExplainer<M> method, Network model, Target target) {
    return NdArrays.doubles(
        method.explain(method.take(model), X, Context.standard().with(target)).values());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void classZeroIsTheOtherSideOfClassOne(boolean probability) {
    double[] z = logits();
    int[] own = Arrays.stream(z).mapToInt(v -> v > 0 ? 1 : 0).toArray();
    for (AttributionExplainer<?> method :
        List.of(new InputXGradient(), new ExactShapley(), new LrpEpsilon())) {
      double[] one = values(method, BINARY, asked(Target.of(1), probability));
      double[] zero = values(method, BINARY, asked(Target.of(0), probability));
      double[] argmax = values(method, BINARY, asked(Target.argmax(), probability));
      double[] list = values(method, BINARY, asked(Target.of(own), probability));
      for (int j = 0; j < one.length; j++) {
        assertEquals(-one[j], zero[j], 1e-9, method.toString());
        assertEquals(own[j / 3] == 1 ? one[j] : zero[j], argmax[j], 1e-9, method.toString());
      }
      assertArrayEquals(argmax, list, 1e-12);
    }
    double[] scores =
        new ExactShapley()
            .explain(BINARY, X, Context.standard().with(asked(Target.of(0), probability)))
            .scores();
    for (int i = 0; i < z.length; i++) {
      double p = 1 / (1 + Math.exp(-z[i]));
      assertEquals(probability ? 1 - p : -z[i], scores[i], 1e-9);
    }
  }

  private static Target asked(Target target, boolean probability) {
    return probability ? target.asProbability() : target;
  }

  @Test
  void classesBeyondTheTwoAreRefused() {
    assertThrows(InputException.class, () -> values(new InputXGradient(), BINARY, Target.of(2)));
    InputException none =
        assertThrows(
            InputException.class, () -> values(new InputXGradient(), QUANTITY, Target.of(1)));
    assertTrue(none.getMessage().contains("a quantity"), none.getMessage());
  }

  @Test
  void nothingIsGainedByAShuffle() {
    GlobalImportance own = new PermutationImportance().explain(BINARY, X, Context.standard());
    int[] truth = Arrays.stream(logits()).mapToInt(v -> v > 0 ? 1 : 0).toArray();
    GlobalImportance named =
        new PermutationImportance().explain(BINARY, X, Context.standard().with(Target.of(truth)));
    for (int f = 0; f < 3; f++) {
      assertTrue(own.features().get(f).value() > 0.01, own.features().toString());
      assertEquals(own.features().get(f).value(), named.features().get(f).value(), 1e-12);
    }
    PermutationImportance squared =
        new PermutationImportance(200, PermutationImportance.Loss.SCORE, false);
    GlobalImportance change = squared.explain(QUANTITY, X, Context.standard());
    double[] spread = NdArrays.doubles(X.std(false, 0));
    for (int f = 0; f < 3; f++) {
      // E[(w(x − x′))²] = 2w²σ².
      double expected = 2 * W[f] * W[f] * spread[f] * spread[f];
      assertEquals(expected, change.features().get(f).value(), 0.1 * expected);
    }
    assertThrows(
        InputException.class,
        () -> new PermutationImportance().explain(QUANTITY, X, Context.standard()));
  }

  @Test
  void counterfactualsOfBothKinds() {
    Context data = Context.standard().with(Baseline.of(Draw.normal(8, 60, 3)));
    Counterfactuals found =
        new Counterfactual().explain(BINARY, X.getRows(0, 1), data.with(Target.of(0)));
    for (Counterfactuals.Case c : found.cases()) {
      assertTrue(c.probability() >= 0.5);
      assertEquals(
          c.answered() == 0, c.note() == Counterfactuals.Note.ALREADY, c.note().toString());
      c.alternatives().forEach(a -> assertEquals(0, a.answered()));
    }
    assertThrows(InputException.class, () -> new Counterfactual().explain(QUANTITY, X, data));
  }

  @Test
  void metricsReadTheValueOfAQuantity() {
    double[] gradient = values(new InputXGradient(), QUANTITY, Target.argmax());
    Subject subject =
        new Subject(
            QUANTITY,
            X,
            NdArrays.array(DataType.DOUBLE, gradient, 40, 3),
            FeatureGroups.none(),
            Optional.empty(),
            Context.standard());
    for (double value : new Deletion().score(subject).values()) {
      assertTrue(value > 80 && value < 120, "" + value);
    }
    assertThrows(InputException.class, () -> new Consistency(1).score(subject));
  }
}
