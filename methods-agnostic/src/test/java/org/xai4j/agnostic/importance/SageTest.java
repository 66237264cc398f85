package org.xai4j.agnostic.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.Toy;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Draw;

/** SAGE in closed form, and its identities. */
class SageTest {
  private static final int DRAWS = 50;

  private static double[] values(GlobalImportance found) {
    return found.features().stream().mapToDouble(GlobalImportance.Feature::value).toArray();
  }

  /**
   * Of f = 3x₀ + x₁ with independent columns the value of column i is w²·Var(x)·(1 + 1/draws): the
   * mean over the draws is not quite the expectation. The third column is not used.
   */
  @Test
  void ofALinearModelItIsTheVarianceOfEachTerm() {
    INDArray x = Draw.normal(3, 400, 3);
    Predictor model = Predictor.ofRows(row -> new double[] {3 * row[0] + row[1]});
    GlobalImportance found = new Sage(4_000, DRAWS).explain(model, x, Context.standard());
    double[] weights = {3, 1, 0};
    for (int i = 0; i < 3; i++) {
      GlobalImportance.Feature feature = found.features().get(i);
      double variance = x.getColumn(i).var(false).getDouble(0);
      double expected = weights[i] * weights[i] * variance * (1 + 1.0 / DRAWS);
      // Four standard errors, and what the columns of 400 rows are correlated by chance.
      double half = (feature.high() - feature.low()) / 2 / 1.96;
      assertEquals(expected, feature.value(), 4 * half + 0.35 * weights[i], "column " + i);
    }
    assertEquals(0, found.features().get(2).value(), 0);
  }

  /** With one draw for every order the values add up to the loss taken away, in every sample. */
  @Test
  void theValuesAddUpToTheLossTakenAway() {
    INDArray x = Toy.rows(60, 4);
    Predictor model = Toy.classifier(row -> 0.1 * (row[0] - 50) + 0.05 * row[1] * row[3]);
    Context constant =
        Context.standard().with(org.xai4j.core.explain.Baseline.of(two(50, 10, 30, 1)));
    GlobalImportance found = new Sage(60, 1).explain(model, x, constant.with(Target.of(1)));
    INDArray outputs = model.predict(x);
    double empty = -Math.log(model.predict(Toy.row(50, 10, 30, 1)).getDouble(0, 1));
    double full = 0;
    for (int i = 0; i < 60; i++) {
      full -= Math.log(outputs.getDouble(i, 1)) / 60;
    }
    double sum = 0;
    for (double value : values(found)) {
      sum += value;
    }
    assertEquals(empty - full, sum, 1e-9);
    assertEquals(0, found.features().get(2).value(), 1e-12);
  }

  /** A background of the same row twice: what is averaged over it is one answer. */
  private static INDArray two(double... row) {
    return org.nd4j.linalg.factory.Nd4j.vstack(Toy.row(row), Toy.row(row));
  }

  @Test
  void threadsChangeNothing() {
    INDArray x = Toy.rows(40, 4);
    Predictor model = Toy.classifier(row -> 0.1 * (row[0] - 50));
    Context context = Context.standard().with(Target.of(1));
    GlobalImportance one = new Sage(20, 8).explain(model, x, context.with(new Execution(64, 1)));
    GlobalImportance two = new Sage(20, 8).explain(model, x, context.with(new Execution(64, 2)));
    assertEquals(one.features(), two.features());
  }

  @Test
  void aSingleRowIsRefused() {
    Predictor model = Toy.classifier(row -> row[0]);
    InputException refused =
        assertThrows(
            InputException.class,
            () -> new Sage().explain(model, Toy.rows(1, 1), Context.standard()));
    assertTrue(refused.getMessage().contains("data set"), refused.getMessage());
  }
}
