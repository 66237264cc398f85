package org.xai4j.evaluation.robustness;

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
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.InputGradient;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Toy;
import org.xai4j.evaluation.control.InputMagnitude;

/** Robustness of the gradient, which is constant here, and of |x − b|, which follows the input. */
class RobustnessTest {
  private static final Subject GRADIENT =
      Toy.explained(Toy.network(3, 2, 1), new InputGradient(), Toy.row(1, 2, 3));

  /** f(x) = 3x at x = 2, explained by |x|. */
  private static final Subject MAGNITUDE =
      Toy.explained(Toy.network(3), new InputMagnitude(), Toy.row(2));

  @Test
  void aConstantAttributionIsStable() {
    for (Metric metric :
        List.of(
            new MaxSensitivity(3, 0.1),
            new AvgSensitivity(3, 0.1),
            new LocalLipschitz(3, 0.1),
            new RelativeInputStability(3, 0.1),
            new RelativeOutputStability(3, 0.1),
            new RelativeRepresentationStability(3, 0.1, ""))) {
      assertEquals(0, Toy.value(metric, GRADIENT), 1e-9, metric.toString());
    }
  }

  @Test
  void anAttributionThatFollowsTheInput() {
    assertEquals(1, Toy.value(new LocalLipschitz(5, 0.1), MAGNITUDE), 1e-9);
    // (δ/2)/(δ/2), (δ/2)/(3δ), and the representation is the input.
    assertEquals(1, Toy.value(new RelativeInputStability(5, 0.1), MAGNITUDE), 1e-9);
    assertEquals(1 / 6.0, Toy.value(new RelativeOutputStability(5, 0.1), MAGNITUDE), 1e-9);
    assertEquals(1, Toy.value(new RelativeRepresentationStability(5, 0.1, ""), MAGNITUDE), 1e-9);
    double max = Toy.value(new MaxSensitivity(50, 0.1), MAGNITUDE);
    double mean = Toy.value(new AvgSensitivity(50, 0.1), MAGNITUDE);
    // |δ|/2 for δ uniform up to 0.1.
    assertTrue(max > 0.045 && max <= 0.05, "max " + max);
    assertEquals(0.025, mean, 0.005);
  }

  @Test
  void neighboursOfAnotherPredictionDoNotCount() {
    // One draw moves a row near zero to either side: on the other one that is another prediction.
    RelativeOutputStability metric = new RelativeOutputStability(1, 0.1);
    int undefined = 0;
    for (int i = 1; i <= 20; i++) {
      undefined += Double.isNaN(value(metric, Toy.sigmoid(3), i * 1e-9)) ? 1 : 0;
      // A quantity has no prediction to change.
      assertTrue(value(metric, Toy.network(3), i * 1e-9) > 0);
    }
    assertTrue(undefined > 2 && undefined < 18, undefined + " of 20");
  }

  private static double value(Metric metric, Network network, double x) {
    return Toy.value(metric, Toy.explained(network, new InputMagnitude(), Toy.row(x)));
  }

  @Test
  void movingPictures() {
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {1, 0, 0, 0}, 1, 1, 1, 4);
    Subject subject = Toy.explained(Toy.linear(1, 1, 1, 1), new InputMagnitude(), x);
    // Two pixels change by 1: 2/√2.
    assertEquals(Math.sqrt(2), Toy.value(new Continuity(2), subject), 1e-12);
    assertTrue(new Continuity().unsuitable(MAGNITUDE).isPresent());
  }

  @Test
  void sameExplanationSamePrediction() {
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {1, 0, -1, 0, 2, 0, 0, 1}, 4, 2);
    INDArray a = NdArrays.array(DataType.DOUBLE, new double[] {1, 0, 2, 0, 3, 0, 0, 1}, 4, 2);
    Subject subject =
        new Subject(
            Toy.sigmoid(3, 2), x, a, FeatureGroups.none(), Optional.empty(), Context.standard());
    double[] values = new Consistency(1).score(subject).values();
    assertArrayEquals(new double[] {0.5, 0, 0.5, Double.NaN}, values);
  }

  @Test
  void storedAttributionsAreNotEnough() {
    Subject stored = Toy.ones(Toy.network(1, 2), 1, 2);
    assertTrue(new MaxSensitivity().unsuitable(stored).orElseThrow().contains("needs the method"));
    assertThrows(InputException.class, () -> new MaxSensitivity().score(stored));
  }
}
