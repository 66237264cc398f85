package org.xai4j.evaluation.epc;

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
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Toy;

/** The coefficient on curves and models that one can check on paper. */
class EpcTest {
  @Test
  void ofACurve() {
    EpcCurve curve =
        EpcCurve.of(new double[] {0, 0.25, 0.5, 1}, new double[] {0.2, 0.6, 1.1, 1}, 0.95);
    assertArrayEquals(new double[] {0, 0.5, 1, 1}, curve.retention(), 1e-12);
    // 2·1·0/1, 2·0.75·0.5/1.25, 2·0.5·1/1.5, 0.
    assertArrayEquals(new double[] {0, 0.6, 2 / 3.0, 0}, curve.coefficient(), 1e-12);
    assertEquals(2 / 3.0, curve.best(), 1e-12);
    assertEquals(0.5, curve.bestKept());
    assertEquals(0.25 * 0.25 + 0.25 * 0.75 + 0.5, curve.area(), 1e-12);
    assertEquals(0.5, curve.compactness(), 1e-12);
  }

  @Test
  void aModelThatIsNoBetterThanTheBaselineHasNone() {
    EpcCurve curve = EpcCurve.of(new double[] {0, 0.5, 1}, new double[] {1, 0.5, 1}, 0.95);
    assertTrue(Double.isNaN(curve.best()));
    assertTrue(Double.isNaN(curve.area()));
    assertTrue(Double.isNaN(curve.compactness()));
  }

  @Test
  void theRightRankingOfALinearModel() {
    // One of four features has all the weight: kept first, everything is retained at k = 1/4.
    Subject right = Toy.ones(Toy.linear(8, 0, 0, 0), 8, 0, 0, 0);
    Subject wrong = Toy.ones(Toy.linear(8, 0, 0, 0), 0, 1, 2, 3);
    assertEquals(2 * 0.75 / 1.75, Toy.value(new Epc(Epc.Summary.STAR, 5, 0.95), right), 1e-12);
    assertEquals(0.875, Toy.value(new Epc(Epc.Summary.AUC, 5, 0.95), right), 1e-12);
    assertEquals(0.75, Toy.value(new Epc(Epc.Summary.TAU, 5, 0.95), right), 1e-12);
    assertEquals(0, Toy.value(new Epc(Epc.Summary.STAR, 5, 0.95), wrong), 1e-12);
    assertEquals(0, Toy.value(new Epc(Epc.Summary.TAU, 5, 0.95), wrong), 1e-12);
  }

  @Test
  void overRows() {
    // Class 1 where x₁ + x₂ > 0; only x₁ decides here.
    INDArray x =
        NdArrays.array(DataType.DOUBLE, new double[] {2, 0.5, -2, 0.5, 1, -0.5, -1, -0.5}, 4, 2);
    INDArray a = NdArrays.array(DataType.DOUBLE, new double[] {1, 0, 1, 0, 1, 0, 1, 0}, 4, 2);
    Subject subject =
        new Subject(
            Toy.sigmoid(1, 1), x, a, FeatureGroups.none(), Optional.empty(), Context.standard());
    int[] labels = {1, 0, 1, 0};
    for (ExplainabilityPerformance.Scope scope :
        List.of(ExplainabilityPerformance.Scope.LOCAL, ExplainabilityPerformance.Scope.GLOBAL)) {
      for (Performance performance : List.of(Performance.ACCURACY, Performance.AUC)) {
        EpcCurve curve =
            ExplainabilityPerformance.of(
                    subject,
                    labels,
                    new ExplainabilityPerformance.Settings(scope, Performance.PROBABILITY, 3, 0.95))
                .with(performance)
                .curve();
        assertArrayEquals(new double[] {0.5, 1, 1}, curve.performance(), 1e-12);
        assertEquals(2 / 3.0, curve.best(), 1e-12);
      }
    }
    ExplainabilityPerformance random =
        ExplainabilityPerformance.of(
            subject,
            labels,
            new ExplainabilityPerformance.Settings(
                ExplainabilityPerformance.Scope.RANDOM, Performance.ACCURACY, 21, 0.95));
    assertTrue(random.curve().best() <= 2 / 3.0 + 1e-12);
    assertEquals(1, random.curve(new int[] {0, 0, 2}).performance()[2]);
    assertThrows(
        InputException.class,
        () ->
            ExplainabilityPerformance.of(
                subject, new int[2], ExplainabilityPerformance.Settings.standard()));
  }

  @Test
  void areaUnderTheCurveEqualsBruteForce() {
    SplitRandom random = SplitRandom.of(8);
    int n = 30;
    double[][] outputs = new double[n][3];
    int[] labels = new int[n];
    int[] rows = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = random.nextInt(3);
      rows[i] = random.nextInt(n);
      for (int c = 0; c < 3; c++) {
        outputs[i][c] = random.nextInt(6);
      }
    }
    double expected = 0;
    for (int c = 0; c < 3; c++) {
      double right = 0;
      double pairs = 0;
      for (int a : rows) {
        for (int b : rows) {
          if (labels[a] == c && labels[b] != c) {
            right += (1 + Math.signum(outputs[a][c] - outputs[b][c])) / 2;
            pairs++;
          }
        }
      }
      expected += right / pairs / 3;
    }
    Performance auc = Performance.AUC;
    assertEquals(
        expected, auc.of(outputs, auc.orders(outputs), new double[n], labels, rows), 1e-12);
  }
}
