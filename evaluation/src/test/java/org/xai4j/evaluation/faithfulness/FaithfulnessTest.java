package org.xai4j.evaluation.faithfulness;

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
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Toy;

/** Faithfulness on f(x) = 3·x₁ + 2·x₂ + x₃ at (1, 1, 1), where every value can be seen on paper. */
class FaithfulnessTest {
  private static final Target.Output LOGIT = Target.Output.LOGIT;
  private static final Subject RIGHT = Toy.ones(Toy.linear(3, 2, 1), 3, 2, 1);
  private static final Subject WRONG = Toy.ones(Toy.linear(3, 2, 1), 1, 2, 3);

  @Test
  void correlationOverSets() {
    FaithfulnessCorrelation metric = new FaithfulnessCorrelation(20, 2, LOGIT);
    assertEquals(1, Toy.value(metric, RIGHT), 1e-12);
    assertEquals(-1, Toy.value(metric, WRONG), 1e-12);
    // Sums 3 and 2 against drops 3 and 2; sums 3 and 1 against drops 3 and 2.
    int[][] singles = {{0}, {1}, {2}};
    Subject mixed = Toy.ones(Toy.linear(3, 2, 1), 3, 1, 2);
    assertEquals(0.5, metric.score(mixed, i -> singles).values()[0], 1e-12);
    assertTrue(Double.isNaN(Toy.value(metric, Toy.ones(Toy.linear(3, 2, 1), 1, 1, 1))));
    assertThrows(InputException.class, () -> new FaithfulnessCorrelation(5, 4, LOGIT).score(RIGHT));
  }

  @Test
  void estimateOverFeatures() {
    FaithfulnessEstimate metric = new FaithfulnessEstimate(1, LOGIT);
    assertEquals(1, Toy.value(metric, RIGHT), 1e-12);
    assertEquals(-1, Toy.value(metric, WRONG), 1e-12);
    assertEquals(0.5, Toy.value(metric, Toy.ones(Toy.linear(3, 2, 1), 3, 1, 2)), 1e-12);
  }

  @Test
  void predictionGapsOfALinearModel() {
    // σ·√(2/π)·√(Σ w²) over the disturbed features: of 3, 2 and 1 the top one, two, all.
    double unit = 0.1 * Math.sqrt(2 / Math.PI);
    double[] of = {3, Math.sqrt(13), Math.sqrt(14)};
    double[] rest = {Math.sqrt(5), 1, 0};
    Scores important = new ImportantPredictionGap(40_000, 0.1, 3, LOGIT).score(RIGHT);
    Scores other = new UnimportantPredictionGap(40_000, 0.1, 3, LOGIT).score(RIGHT);
    assertArrayEquals(new double[] {1.0 / 3, 2.0 / 3, 1}, important.points(), 1e-12);
    for (int k = 0; k < 3; k++) {
      assertEquals(unit * of[k], important.curves()[0][k], 0.05 * unit);
      assertEquals(unit * rest[k], other.curves()[0][k], 0.05 * unit);
    }
    assertEquals(0, other.curves()[0][2], 0);
    double mean = unit * (of[0] + of[1] + of[2]) / 3;
    assertEquals(mean, important.values()[0], 0.05 * unit);
    // The order is that of the absolute values; a wrong order is worse by both.
    Subject signs = Toy.ones(Toy.linear(3, 2, 1), -3, 2, -1);
    ImportantPredictionGap few = new ImportantPredictionGap(200, 0.1, 3, LOGIT);
    assertEquals(Toy.value(few, RIGHT), Toy.value(few, signs), 0);
    assertTrue(Toy.value(few, RIGHT) > Toy.value(few, WRONG));
    UnimportantPredictionGap left = new UnimportantPredictionGap(200, 0.1, 3, LOGIT);
    assertTrue(Toy.value(left, RIGHT) < Toy.value(left, WRONG));
  }

  @Test
  void monotoneWhileScoresRise() {
    Monotonicity metric = new Monotonicity(1, LOGIT);
    assertEquals(1, Toy.value(metric, RIGHT));
    Subject falls = Toy.ones(Toy.linear(3, -2, 1), 3, -2, 1);
    assertEquals(0, Toy.value(metric, falls));
    assertArrayEquals(new double[] {0, 1, -1, 2}, metric.score(falls).curves()[0], 1e-12);
  }

  @Test
  void monotonicityCorrelation() {
    // Values between 0 and 2 are expected to change f by 12, 16/3 and 1/3.
    MonotonicityCorrelation metric = new MonotonicityCorrelation(400, 1, LOGIT);
    double[] x = {0, 2, 1};
    assertEquals(1, Toy.value(metric, Toy.of(Toy.linear(3, 2, 1), x, 3, -2, 1)), 1e-12);
    assertEquals(-1, Toy.value(metric, Toy.of(Toy.linear(3, 2, 1), x, 1, 2, 3)), 1e-12);
  }

  @Test
  void sensitivityOfAllSizes() {
    SensitivityN metric = new SensitivityN(30, 4, LOGIT);
    Scores right = metric.score(RIGHT);
    assertEquals(1, right.values()[0], 1e-12);
    assertArrayEquals(new double[] {1 / 3.0, 2 / 3.0}, right.points(), 1e-12);
    assertEquals(-1, Toy.value(metric, WRONG), 1e-12);
  }

  @Test
  void rationales() {
    List<Double> third = List.of(33.0);
    assertEquals(3, Toy.value(new Comprehensiveness(third, LOGIT), RIGHT), 1e-12);
    assertEquals(1, Toy.value(new Comprehensiveness(third, LOGIT), WRONG), 1e-12);
    assertEquals(3, Toy.value(new Sufficiency(third, LOGIT), RIGHT), 1e-12);
    assertEquals(5, Toy.value(new Sufficiency(third, LOGIT), WRONG), 1e-12);
    // Of 50 %, two features: removed 5, kept 6 − 5.
    Scores both = new Comprehensiveness(List.of(50.0, 33.0), LOGIT).score(RIGHT);
    assertArrayEquals(new double[] {3, 5}, both.curves()[0], 1e-12);
    assertEquals(4, both.values()[0], 1e-12);
    assertThrows(
        InputException.class, () -> new Sufficiency(List.of(5.0, 5.0), LOGIT).score(RIGHT));
  }

  @Test
  void regions() {
    // Drops 0, 3, 5, 6 and 0, 1, 3, 6.
    assertEquals(3.5, Toy.value(new Aopc(Aopc.Order.MORF, 0, LOGIT), RIGHT), 1e-12);
    assertEquals(2.5, Toy.value(new Aopc(Aopc.Order.LERF, 0, LOGIT), RIGHT), 1e-12);
    assertEquals(1, Toy.value(new Aopc(Aopc.Order.ABPC, 0, LOGIT), RIGHT), 1e-12);
    assertEquals(-1, Toy.value(new Aopc(Aopc.Order.ABPC, 0, LOGIT), WRONG), 1e-12);
    assertEquals(1.5, Toy.value(new Aopc(Aopc.Order.MORF, 1, LOGIT), RIGHT), 1e-12);
    double random = Toy.value(new Aopc(Aopc.Order.RANDOM, 0, LOGIT), RIGHT);
    assertTrue(random >= 2.5 && random <= 3.5, "random order: " + random);
  }

  @Test
  void segments() {
    Subject columns = RIGHT.with(RIGHT.context().with(new FeatureGroups.Columns()));
    Irof metric = new Irof(50, LOGIT);
    // 1 − (0.75 + 1/3 + 1/12)/3 over the ratios 1, 1/2, 1/6, 0.
    assertEquals(1 - (0.75 + 1 / 3.0 + 1 / 12.0) / 3, Toy.value(metric, columns), 1e-12);
    assertEquals(Optional.empty(), metric.unsuitable(columns));
    assertTrue(metric.unsuitable(RIGHT).orElseThrow().contains("give feature groups"));
  }

  @Test
  void infidelity() {
    Infidelity gaussian =
        new Infidelity(
            Infidelity.Perturbation.GAUSSIAN, Infidelity.Values.SLOPE, 2000, 0.1, 4, false, LOGIT);
    assertEquals(0, Toy.value(gaussian, RIGHT), 1e-20);
    // E[(w·I)²] = 0.01·14.
    assertEquals(0.14, Toy.value(gaussian, Toy.ones(Toy.linear(3, 2, 1), 0, 0, 0)), 0.015);
    double[][] changes = {{1, 0, 0}, {0, 1, 0}};
    // (1 − 3)² and (2 − 2)².
    assertEquals(2, gaussian.slopes(WRONG, i -> changes).values()[0], 1e-12);
    Infidelity scaled =
        new Infidelity(
            Infidelity.Perturbation.GAUSSIAN, Infidelity.Values.SLOPE, 1, 0.1, 4, true, LOGIT);
    // The best factor is 7/5.
    assertEquals(1.6, scaled.slopes(WRONG, i -> changes).values()[0], 1e-12);
  }

  @Test
  void infidelityOfWholeRemovals() {
    // With everything at the baseline Iᵀa = Σa = 6 = f(x) − f(0).
    Infidelity removal =
        new Infidelity(
            Infidelity.Perturbation.NOISY_BASELINE, Infidelity.Values.SLOPE, 3, 0, 4, false, LOGIT);
    assertEquals(0, Toy.value(removal, RIGHT), 1e-20);
    assertEquals(9, Toy.value(removal, Toy.ones(Toy.linear(3, 2, 1), 1, 1, 1)), 1e-12);
  }

  @Test
  void infidelityOfContributionsAsksForTheirSums() {
    // f = (1 + x₀)·x₁ at (2, 3) against (1, 2): the contributions of both orders differ.
    Predictor product = x -> x.getColumn(0).add(1).mul(x.getColumn(1)).reshape('c', x.size(0), 1);
    Infidelity metric =
        new Infidelity(
            Infidelity.Perturbation.SUBSET,
            Infidelity.Values.CONTRIBUTION,
            20_000,
            0,
            1,
            false,
            LOGIT);
    Subject subject = Toy.of(product, new double[] {2, 3}, 2.5, 2.5);
    subject = subject.with(subject.context().with(Baseline.of(Toy.row(1, 2))));
    // Drops are 0, 9 − 6 = 3, 9 − 6 = 3 and 9 − 4 = 5 where 0, 2.5, 2.5 and 5 are said.
    assertEquals((0.25 + 0.25) / 4, Toy.value(metric, subject), 0.005);
    // Exact for a linear model, also where the input is at the baseline; slopes are not.
    Subject linear = Toy.of(Toy.linear(3, 2, 1), new double[] {2, 0, 4}, 6, 0, 4);
    assertEquals(0, Toy.value(metric, linear), 1e-20);
    assertTrue(new Infidelity().unsuitable(linear).isPresent());
    Infidelity noise =
        new Infidelity(
            Infidelity.Perturbation.GAUSSIAN,
            Infidelity.Values.CONTRIBUTION,
            10,
            0.2,
            1,
            false,
            LOGIT);
    assertTrue(noise.unsuitable(linear).isPresent());
  }

  @Test
  void infidelityOfSquares() {
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {1, 1, 1, 1}, 1, 1, 2, 2);
    INDArray a = NdArrays.array(DataType.DOUBLE, new double[] {4, 3, 2, 0}, 1, 1, 2, 2);
    Subject subject =
        new Subject(
            Toy.linear(4, 3, 2, 1),
            x,
            a,
            FeatureGroups.none(),
            Optional.empty(),
            Context.standard());
    Infidelity whole =
        new Infidelity(
            Infidelity.Perturbation.SQUARE, Infidelity.Values.SLOPE, 5, 0, 9, false, LOGIT);
    assertEquals(1, Toy.value(whole, subject), 1e-12);
    Infidelity single =
        new Infidelity(
            Infidelity.Perturbation.SQUARE, Infidelity.Values.SLOPE, 400, 0, 1, false, LOGIT);
    assertEquals(0.25, Toy.value(single, subject), 0.08);
    assertTrue(whole.unsuitable(RIGHT).isPresent());
  }

  @Test
  void imputationIsTheWeightedMean() {
    double[] centre = {0, 1, 0, 1, 9, 1, 0, 1, 0};
    boolean[] gone = {false, false, false, false, true, false, false, false, false};
    new NoisyLinearImputation(3, 3).impute(centre, gone, 0, SplitRandom.of(0));
    assertArrayEquals(new double[] {0, 1, 0, 1, 4 / 6.0, 1, 0, 1, 0}, centre, 1e-12);
    double[] line = {1, 8, 8, 4};
    new NoisyLinearImputation(1, 4)
        .impute(line, new boolean[] {false, true, true, false}, 0, SplitRandom.of(0));
    assertArrayEquals(new double[] {1, 2, 3, 4}, line, 1e-9);
    double[] all = {5, 6};
    new NoisyLinearImputation(1, 2).impute(all, new boolean[] {true, true}, 0, SplitRandom.of(0));
    assertArrayEquals(new double[] {0, 0}, all);
  }

  @Test
  void imputationSolvesTheSystem() {
    SplitRandom random = SplitRandom.of(4);
    double[] x = new double[2 * 8 * 6];
    boolean[] gone = new boolean[x.length];
    for (int j = 0; j < x.length; j++) {
      x[j] = random.nextDouble();
      gone[j] = random.nextInt(3) > 0;
    }
    new NoisyLinearImputation(8, 6).impute(x, gone, 0, random);
    for (int j = 0; j < x.length; j++) {
      if (gone[j]) {
        assertEquals(neighbourMean(x, j), x[j], 1e-8);
      }
    }
  }

  private static double neighbourMean(double[] x, int j) {
    double sum = 0;
    double weights = 0;
    for (int dy = -1; dy <= 1; dy++) {
      for (int dx = -1; dx <= 1; dx++) {
        int r = j / 6 % 8 + dy;
        int c = j % 6 + dx;
        if ((dy != 0 || dx != 0) && r >= 0 && r < 8 && c >= 0 && c < 6) {
          double weight = dy == 0 || dx == 0 ? 2 : 1;
          sum += weight * x[j + dy * 6 + dx];
          weights += weight;
        }
      }
    }
    return sum / weights;
  }

  @Test
  void roadReadsProbabilityOrPrediction() {
    // f = x₁ + … + x₄; one of four equal pixels is imputed to the same value.
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {1, 1, 1, 1}, 1, 1, 2, 2);
    INDArray a = NdArrays.array(DataType.DOUBLE, new double[] {4, 3, 2, 1}, 1, 1, 2, 2);
    Subject subject =
        new Subject(
            Toy.linear(1, 1, 1, 1),
            x,
            a,
            FeatureGroups.none(),
            Optional.empty(),
            Context.standard());
    Road road = new Road(Road.Order.MORF, List.of(25.0), 0, Road.Measure.PROBABILITY);
    assertEquals(4, Toy.value(road, subject), 1e-9);
    assertTrue(road.unsuitable(RIGHT).isPresent());
  }
}
