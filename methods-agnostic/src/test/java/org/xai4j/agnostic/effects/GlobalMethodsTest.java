package org.xai4j.agnostic.effects;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.Toy;
import org.xai4j.agnostic.importance.AnovaF;
import org.xai4j.agnostic.importance.MmdPrototypes;
import org.xai4j.agnostic.importance.MutualInformation;
import org.xai4j.agnostic.importance.PermutationImportance;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Curves;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.explanation.Prototypes;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;

/** Importance, curves, filter scores and prototypes on tables one can check by hand. */
class GlobalMethodsTest {
  private static final Context TABLE = Context.standard().with(Toy.SCHEMA);

  @Test
  void permutationImportanceFindsWhatTheModelUses() {
    INDArray rows = Toy.rows(300, 1);
    GlobalImportance g = new PermutationImportance().explain(Toy.loan(), rows, TABLE);
    List<GlobalImportance.Feature> f = g.features();
    assertEquals(
        List.of("income", "debt", "age", "housing"),
        f.stream().map(GlobalImportance.Feature::name).toList());
    assertEquals(0, f.get(2).value(), 0);
    assertTrue(f.get(0).low() > f.get(1).high() && f.get(1).low() > f.get(3).high());
    assertTrue(f.get(3).low() > 0);
    assertEquals("income", g.ranked().get(0).name());
  }

  @Test
  void lossOfAccuracyOfACoinIsItsExpectation() {
    // The answer is the first column; shuffling it is right by chance in half of the rows.
    Predictor model = Toy.classifier(r -> r[0] > 0 ? 1 : -1);
    double[] flat = new double[400];
    for (int i = 0; i < 200; i++) {
      flat[2 * i] = i % 2;
    }
    INDArray rows = NdArrays.array(DataType.DOUBLE, flat, 200, 2);
    int[] truth = new int[200];
    Arrays.setAll(truth, i -> i % 2);
    var importance = new PermutationImportance(50, PermutationImportance.Loss.ACCURACY, false);
    GlobalImportance g = importance.explain(model, rows, Context.standard().with(Target.of(truth)));
    GlobalImportance.Feature f = g.features().get(0);
    assertEquals(0.5, f.value(), 0.03);
    assertTrue(f.low() < 0.5 && f.high() > 0.5);
    assertEquals(0, g.features().get(1).value());
  }

  @Test
  void conditionalImportanceOfACopyIsSmall() {
    // The model reads column 0; column 1 is its copy, so within its quartiles little is lost.
    INDArray x = Toy.rows(400, 2).getColumns(0, 0);
    Predictor model = Toy.classifier(r -> r[0] - 50);
    double free =
        new PermutationImportance().explain(model, x, Context.standard()).features().get(0).value();
    double within =
        new PermutationImportance(10, PermutationImportance.Loss.ACCURACY, true)
            .explain(model, x, Context.standard())
            .features()
            .get(0)
            .value();
    assertTrue(within < free / 5, within + " of " + free);
  }

  @Test
  void groupsArePermutedTogether() {
    INDArray ids = NdArrays.array(DataType.DOUBLE, new double[] {0, 0, 1, 1}, 4);
    Context context = TABLE.with(new FeatureGroups.Given(ids, "halves"));
    GlobalImportance g = new PermutationImportance().explain(Toy.loan(), Toy.rows(100, 3), context);
    assertEquals(2, g.features().size());
    assertEquals("income+debt", g.features().get(0).name());
  }

  @Test
  void curvesOfAnAdditiveModelAreItsParts() {
    Predictor model =
        v -> {
          double[] flat = NdArrays.doubles(v);
          double[] out = new double[flat.length / 4];
          for (int i = 0; i < out.length; i++) {
            out[i] =
                flat[4 * i] * flat[4 * i] + 3 * flat[4 * i + 1] - (flat[4 * i + 3] == 2 ? 7 : 0);
          }
          return NdArrays.array(DataType.DOUBLE, out, out.length, 1);
        };
    INDArray rows = Toy.rows(200, 4);
    Context one = TABLE.with(Target.of(0));
    Curves pdp = new PartialDependence().explain(model, rows, one);
    Curves ale = new AccumulatedEffects().explain(model, rows, one);
    Curves ice = new IndividualExpectation(5, List.of("debt")).explain(model, rows, one);
    assertEquals(4, pdp.curves().size());
    for (Curves curves : List.of(pdp, ale)) {
      Curves.Curve income = curves.curves().get(0);
      for (int p = 1; p < income.grid().length; p++) {
        double step =
            income.grid()[p] * income.grid()[p] - income.grid()[p - 1] * income.grid()[p - 1];
        assertEquals(step, income.mean()[p] - income.mean()[p - 1], 1e-8);
      }
      Curves.Curve age = curves.curves().get(2);
      assertEquals(age.mean()[0], age.mean()[age.mean().length - 1], 1e-8);
      Curves.Curve housing = curves.curves().get(3);
      int free = place(housing.grid(), 2);
      int rent = place(housing.grid(), 0);
      assertEquals(-7, housing.mean()[free] - housing.mean()[rent], 1e-8);
      assertEquals(1, Arrays.stream(housing.shares()).sum(), 1e-9);
    }
    Curves.Curve housing = ale.curves().get(3);
    double mean = 0;
    for (int k = 0; k < 3; k++) {
      mean += housing.shares()[k] * housing.mean()[k];
    }
    assertEquals(0, mean, 1e-9);
    Curves.Curve debt = ice.curves().get(0);
    assertEquals(200, debt.rows().length);
    for (double[] row : debt.rows()) {
      assertEquals(3 * (debt.grid()[4] - debt.grid()[0]), row[4] - row[0], 1e-8);
    }
  }

  private static int place(double[] grid, double value) {
    int place = 0;
    while (grid[place] != value) {
      place++;
    }
    return place;
  }

  @Test
  void similarCategoriesAreNeighbours() {
    // Labels 0, 1, 2 have their rows from 0, 2 and 1 on: 2 lies between; nobody has label 3.
    double[] flat = new double[3 * 2 * 10];
    double[] at = {0, 2, 1};
    for (int i = 0; i < 30; i++) {
      flat[2 * i] = i % 3;
      flat[2 * i + 1] = at[i % 3] + i / 3 * 0.2;
    }
    TableSchema schema =
        new TableSchema(
            "",
            List.of(),
            List.of(
                TableSchema.Column.category("kind", "a", "b", "c", "d"),
                TableSchema.Column.number("x")));
    double[][] rows = NdArrays.rows(NdArrays.array(DataType.DOUBLE, flat, 30, 2));
    assertArrayEquals(new int[] {0, 2, 1, 3}, CategoryOrder.of(Columns.of(schema, rows), 0));
    // Places at 0, 1 and 3 on a line come back.
    double[] line = CategoryOrder.line(new double[][] {{0, 1, 3}, {1, 0, 2}, {3, 2, 0}});
    assertEquals(0.5, (line[1] - line[0]) / (line[2] - line[1]), 1e-6);
    Predictor model = v -> v.getColumns(0).reshape(v.size(0), 1);
    Context context = Context.standard().with(schema).with(Target.of(0));
    INDArray inputs = NdArrays.array(DataType.DOUBLE, flat, 30, 2);
    Curves.Curve similar =
        new AccumulatedEffects(5, List.of("kind")).explain(model, inputs, context).curves().get(0);
    assertArrayEquals(new double[] {0, 2, 1, 3}, similar.grid());
    // The score is the label's number, so its effect is, whatever the order; their mean is 1.
    assertArrayEquals(new double[] {-1, 1, 0, 2}, similar.mean(), 1e-9);
    assertArrayEquals(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0, 0}, similar.shares(), 1e-9);
    Curves.Curve labels =
        new AccumulatedEffects(5, List.of("kind"), AccumulatedEffects.Order.LABELS)
            .explain(model, inputs, context)
            .curves()
            .get(0);
    assertArrayEquals(new double[] {0, 1, 2, 3}, labels.grid());
  }

  @Test
  void surfacesOfPairs() {
    Predictor model =
        v -> {
          double[] flat = NdArrays.doubles(v);
          double[] out = new double[flat.length / 4];
          for (int i = 0; i < out.length; i++) {
            out[i] = flat[4 * i] * flat[4 * i + 1] + 100 * flat[4 * i + 3];
          }
          return NdArrays.array(DataType.DOUBLE, out, out.length, 1);
        };
    INDArray rows = Toy.rows(50, 4);
    Context one = TABLE.with(Target.of(0));
    Curves c =
        new PartialDependence(4, List.of(), List.of("income:debt", "debt:housing", "age:housing"))
            .explain(model, rows, one);
    assertEquals(
        List.of("income", "debt", "housing", "age"),
        c.curves().stream().map(Curves.Curve::name).toList());
    Curves.Surface product = c.surfaces().get(0);
    double housing =
        Arrays.stream(NdArrays.rows(rows)).mapToDouble(r -> 100 * r[3]).average().orElseThrow();
    for (int p = 0; p < 4; p++) {
      for (int q = 0; q < 4; q++) {
        double wanted = product.across()[p] * product.up()[q] + housing;
        assertEquals(wanted, product.mean()[p][q], 1e-8);
      }
    }
    assertArrayEquals(new int[] {3, 3}, product.place(1));
    assertTrue(product.interaction() > 0.05);
    assertEquals(0, c.surfaces().get(1).interaction(), 1e-12);
    assertEquals(3, c.surfaces().get(2).mean()[0].length);
    // A centred product is all interaction, a flat surface none.
    double[] half = {0.5, 0.5};
    assertEquals(1, CurveRun.interaction(new double[][] {{1, -1}, {-1, 1}}, half, half), 1e-12);
    assertEquals(0, CurveRun.interaction(new double[][] {{3, 3}, {3, 3}}, half, half));
    // With main effects of the same size it is a third: h = p + q + p·q on ±1.
    assertEquals(
        1 / 3.0, CurveRun.interaction(new double[][] {{-1, -1}, {-1, 3}}, half, half), 1e-12);
    InputException bad =
        assertThrows(
            InputException.class,
            () ->
                new PartialDependence(4, List.of("age"), List.of("age")).explain(model, rows, one));
    assertTrue(bad.getMessage().contains("does not name two columns"), bad.getMessage());
  }

  @Test
  void accumulatedEffectsDoNotLeaveTheData() {
    // Two equal columns; the product is only asked near the diagonal, where its slope in one
    // column is the other: the curve is z²/2, while partial dependence is z·mean.
    double[] flat = new double[400];
    for (int i = 0; i < 200; i++) {
      flat[2 * i] = i / 200.0;
      flat[2 * i + 1] = i / 200.0;
    }
    INDArray rows = NdArrays.array(DataType.DOUBLE, flat, 200, 2);
    Predictor product = v -> v.prod(true, 1);
    Context one = Context.standard().with(Target.of(0));
    Curves.Curve c =
        new AccumulatedEffects(40, List.of("x0")).explain(product, rows, one).curves().get(0);
    int last = c.grid().length - 1;
    double z = c.grid()[last];
    assertEquals(z * z / 2, c.mean()[last] - c.mean()[0], 0.01);
    Curves.Curve p =
        new PartialDependence(10, List.of("x0")).explain(product, rows, one).curves().get(0);
    assertEquals(z * 199 / 400.0, p.mean()[9] - p.mean()[0], 1e-9);
  }

  @Test
  void curvesNeedOneOutput() {
    InputException e =
        assertThrows(
            InputException.class,
            () -> new PartialDependence().explain(Toy.loan(), Toy.rows(5, 1), TABLE));
    assertTrue(e.getMessage().contains("name a class as the target"), e.getMessage());
    InputException name =
        assertThrows(
            InputException.class,
            () ->
                new PartialDependence(5, List.of("incme"))
                    .explain(Toy.loan(), Toy.rows(5, 1), TABLE.with(Target.of(1))));
    assertTrue(name.getMessage().contains("did you mean 'income'"), name.getMessage());
  }

  @Test
  void filterScoresOfACopyOfTheClass() {
    int n = 400;
    int[] truth = new int[n];
    double[] flat = new double[3 * n];
    for (int i = 0; i < n; i++) {
      truth[i] = i % 2;
      flat[3 * i] = truth[i];
      flat[3 * i + 1] = i / 2 % 2;
      flat[3 * i + 2] = 10 * truth[i] + i / 2 % 3 - 1;
    }
    INDArray rows = NdArrays.array(DataType.DOUBLE, flat, n, 3);
    Predictor blind = v -> v.mul(0).getColumns(0, 1);
    Context labels = Context.standard().with(Target.of(truth));
    List<GlobalImportance.Feature> bits =
        new MutualInformation().explain(blind, rows, labels).features();
    assertEquals(1, bits.get(0).value(), 1e-9);
    assertEquals(0, bits.get(1).value(), 1e-9);
    List<GlobalImportance.Feature> f = new AnovaF().explain(blind, rows, labels).features();
    assertEquals(Double.POSITIVE_INFINITY, f.get(0).value());
    assertEquals(0, f.get(1).value());
    // Means 10 apart, each class has the values −1, 0, 1 about it.
    assertEquals(100.0 * n / 4 / ((2 / 3.0) * n / (n - 2)), f.get(2).value(), 60);
  }

  @Test
  void prototypesAreTheCentresAndCriticismsTheOutliers() {
    // Two clusters around 0 and 10, and one far row.
    double[] flat = new double[41];
    for (int i = 0; i < 20; i++) {
      flat[i] = (i - 10) * 0.005;
      flat[20 + i] = 10 + (i - 10) * 0.005;
    }
    flat[40] = 30;
    INDArray rows = NdArrays.array(DataType.DOUBLE, flat, 41, 1);
    Prototypes p =
        new MmdPrototypes(2, 1, 0.1)
            .explain(Toy.classifier(r -> r[0] - 5), rows, Context.standard());
    double[] found = p.prototypes().stream().mapToDouble(e -> e.row()[0]).sorted().toArray();
    assertArrayEquals(new double[] {0, 10}, found, 0.06);
    assertEquals(40, p.criticisms().get(0).index());
    assertTrue(p.discrepancy()[1] < p.discrepancy()[0]);
    assertEquals(
        List.of(0, 1), p.prototypes().stream().map(Prototypes.Example::answered).sorted().toList());
  }

  @Test
  void threadsChangeNothing() {
    INDArray rows = Toy.rows(60, 5);
    for (int threads : new int[] {1, 8}) {
      Context c = TABLE.with(new Execution(3, threads)).withSeed(4);
      assertEquals(
          new PermutationImportance().explain(Toy.loan(), rows, TABLE.withSeed(4)).features(),
          new PermutationImportance().explain(Toy.loan(), rows, c).features());
    }
  }
}
