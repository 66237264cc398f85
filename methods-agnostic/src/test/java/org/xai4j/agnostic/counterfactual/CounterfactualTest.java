package org.xai4j.agnostic.counterfactual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.Toy;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Counterfactuals;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;

/** Counterfactuals of a loan whose rule is known. */
class CounterfactualTest {
  private static final Context DATA =
      Context.standard().with(Toy.SCHEMA).with(Baseline.of(Toy.rows(300, 9)));

  @Test
  void findsTheLeastChangesThatAreAllowed() {
    // income 41, debt 20: 9 short. Enough: 10 more income, 9 less debt, or an own house.
    INDArray row = Toy.row(41, 20, 30, 0);
    Counterfactuals c = new Counterfactual().explain(Toy.loan(), row, DATA);
    Counterfactuals.Case only = c.cases().get(0);
    assertEquals(0, only.answered());
    assertEquals(Counterfactuals.Note.NONE, only.note());
    assertEquals(3, only.alternatives().size());
    boolean[] seen = new boolean[4];
    for (Counterfactuals.Alternative a : only.alternatives()) {
      assertEquals(1, a.answered());
      assertTrue(a.probability() > 0.5);
      assertEquals(1, a.changed().size(), a.changed().toString());
      int column = a.changed().get(0);
      seen[column] = true;
      switch (column) {
        case 0 -> assertEquals(51, a.row()[0], 0);
        case 1 -> assertEquals(11, a.row()[1], 0.1);
        default -> assertEquals(1, a.row()[3], 0);
      }
    }
    assertArrayEquals(new boolean[] {true, true, false, true}, seen);
  }

  @Test
  void keepsToImmutableColumnsAndDirections() {
    // Only age matters, and it must not change.
    var byAge = Toy.classifier(r -> r[2] - 50);
    Counterfactuals none = new Counterfactual().explain(byAge, Toy.row(40, 20, 30, 0), DATA);
    assertTrue(none.cases().get(0).alternatives().isEmpty());
    assertEquals(Counterfactuals.Note.NOT_FOUND, none.cases().get(0).note());
    // Income may only grow; from granted to refused it would have to fall: debt does it.
    Counterfactuals up = new Counterfactual().explain(Toy.loan(), Toy.row(60, 20, 30, 0), DATA);
    for (Counterfactuals.Alternative a : up.cases().get(0).alternatives()) {
      assertTrue(a.row()[0] >= 60 && a.row()[2] == 30);
    }
  }

  @Test
  void targetNamesTheWantedClass() {
    Counterfactuals c =
        new Counterfactual().explain(Toy.loan(), Toy.row(90, 20, 30, 0), DATA.with(Target.of(1)));
    assertEquals(Counterfactuals.Note.ALREADY, c.cases().get(0).note());
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                new Counterfactual()
                    .explain(Toy.loan(), Toy.row(9, 2, 3, 0), DATA.with(Target.of(2))));
    assertTrue(e.getMessage().contains("out of range"), e.getMessage());
    InputException data =
        assertThrows(
            InputException.class,
            () ->
                new Counterfactual()
                    .explain(Toy.loan(), Toy.row(9, 2, 3, 0), DATA.with(Baseline.zeros())));
    assertTrue(data.getMessage().contains("as the baseline"), data.getMessage());
  }

  /** Of the three ways to be granted those remain that the named columns leave. */
  @Test
  void namedColumnsStayAsTheyAre() {
    Registry<Explainer> methods = Registry.load("method", Explainer.class);
    INDArray row = Toy.row(41, 20, 30, 0);
    for (String kept : List.of("income", "debt", "housing")) {
      Counterfactual without =
          (Counterfactual) methods.create("counterfactual", Map.of("fixed", kept));
      List<Counterfactuals.Alternative> left =
          without.explain(Toy.loan(), row, DATA).cases().get(0).alternatives();
      assertFalse(left.isEmpty());
      left.forEach(a -> assertFalse(a.changed().contains(Toy.SCHEMA.index(kept)), kept));
    }
    Counterfactual all =
        (Counterfactual) methods.create("counterfactual", Map.of("fixed", "income,debt,housing"));
    assertEquals(
        Counterfactuals.Note.FIXED, all.explain(Toy.loan(), row, DATA).cases().get(0).note());
    Counterfactual unknown =
        (Counterfactual) methods.create("counterfactual", Map.of("fixed", "incom"));
    String said =
        assertThrows(InputException.class, () -> unknown.explain(Toy.loan(), row, DATA))
            .getMessage();
    assertTrue(said.contains("'incom'") && said.contains("income"), said);
  }

  /** The quantity is income − debt; income may only grow. */
  @Test
  void aRegressionHasAWantedRange() {
    Predictor quantity =
        batch -> {
          double[] x = NdArrays.doubles(batch);
          double[] out = new double[x.length / 4];
          Arrays.setAll(out, i -> x[4 * i] - x[4 * i + 1]);
          return NdArrays.array(DataType.DOUBLE, out, out.length, 1);
        };
    INDArray row = Toy.row(40, 20, 30, 0);
    Registry<Explainer> methods = Registry.load("method", Explainer.class);
    Counterfactual range =
        (Counterfactual)
            methods.create("counterfactual", Map.of("at-least", "50", "at-most", "60"));
    Counterfactuals.Case found = range.explain(quantity, row, DATA).cases().get(0);
    assertEquals(20, found.probability());
    assertEquals(-1, found.answered());
    assertFalse(found.alternatives().isEmpty());
    for (Counterfactuals.Alternative a : found.alternatives()) {
      double made = a.row()[0] - a.row()[1];
      assertEquals(made, a.probability());
      assertTrue(made >= 50 && made <= 60, made + "");
      // No further than needed.
      assertTrue(made < 52, made + "");
    }
    Counterfactual already =
        (Counterfactual) methods.create("counterfactual", Map.of("at-most", "20"));
    assertEquals(
        Counterfactuals.Note.ALREADY, already.explain(quantity, row, DATA).cases().get(0).note());
    for (Executable refused :
        List.<Executable>of(
            () -> new Counterfactual().explain(quantity, row, DATA),
            () -> range.explain(Toy.loan(), row, DATA),
            () -> range.explain(quantity, row, DATA.with(Target.of(0))))) {
      assertTrue(assertThrows(InputException.class, refused).getMessage().contains("quantity"));
    }
    assertThrows(
        InputException.class,
        () ->
            ((Counterfactual)
                    methods.create("counterfactual", Map.of("at-least", "5", "at-most", "4")))
                .explain(quantity, row, DATA));
  }

  @Test
  void sameSeedSameRowsOnAnyNumberOfThreads() {
    INDArray rows = Toy.rows(6, 11);
    String one =
        text(new Counterfactual().explain(Toy.loan(), rows, DATA.with(new Execution(8, 1))));
    String eight =
        text(new Counterfactual().explain(Toy.loan(), rows, DATA.with(new Execution(8, 8))));
    assertEquals(one, eight);
  }

  private static String text(Counterfactuals c) {
    StringBuilder text = new StringBuilder();
    c.cases()
        .forEach(
            k -> k.alternatives().forEach(a -> text.append(java.util.Arrays.toString(a.row()))));
    return text.toString();
  }

  @Test
  void nearestUnlikeNeighbourIsARowOfTheData() {
    INDArray data = Toy.rows(300, 9);
    Counterfactuals c =
        new NearestUnlikeNeighbour(2).explain(Toy.loan(), Toy.row(40, 20, 30, 0), DATA);
    for (Counterfactuals.Alternative a : c.cases().get(0).alternatives()) {
      assertArrayEquals(NdArrays.doubles(data.getRow(a.source())), a.row());
      assertEquals(1, a.answered());
      assertEquals(0, a.plausibility(), 0);
    }
    double first = c.cases().get(0).alternatives().get(0).distance();
    assertTrue(first <= c.cases().get(0).alternatives().get(1).distance());
  }

  @Test
  void gradientReachesTheNearestPointOfALinearModel() {
    // z1 − z0 = x0 + 2·x1 − 3; from (0, 0) in equal spreads, x1 is the cheaper way.
    Network network =
        Network.sequential(
            new long[] {2},
            new Dense(
                NdArrays.array(DataType.DOUBLE, new double[] {0, 1, 0, 2}, 2, 2),
                NdArrays.array(DataType.DOUBLE, new double[] {0, -3}, 2)));
    double[] flat = new double[60];
    for (int i = 0; i < 30; i++) {
      flat[2 * i] = i % 6 - 2.5;
      flat[2 * i + 1] = i % 5 * 1.5 - 3;
    }
    INDArray data = NdArrays.array(DataType.DOUBLE, flat, 30, 2);
    Context context = Context.standard().with(Baseline.of(data));
    INDArray row = NdArrays.array(DataType.DOUBLE, new double[] {0, 0}, 1, 2);
    Counterfactuals c = new GradientCounterfactual().explain(network, row, context);
    Counterfactuals.Alternative a = c.cases().get(0).alternatives().get(0);
    assertEquals(List.of(1), a.changed());
    assertEquals(1.5, a.row()[1], 0.01);
    assertEquals(1, a.answered());
  }

  @Test
  void gradientKeepsCategoriesAndDirections() {
    // Only the category and a falling income would do.
    Network network =
        Network.sequential(
            new long[] {4},
            new Dense(
                NdArrays.array(DataType.DOUBLE, new double[] {0, -1, 0, 0, 0, 0, 0, -100}, 4, 2),
                NdArrays.array(DataType.DOUBLE, new double[] {0, 0}, 2)));
    Counterfactuals c = new GradientCounterfactual().explain(network, Toy.row(40, 20, 30, 2), DATA);
    assertTrue(c.cases().get(0).alternatives().isEmpty());
    assertEquals(Counterfactuals.Note.NOT_REACHED, c.cases().get(0).note());
  }
}
