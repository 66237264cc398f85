package org.xai4j.agnostic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.counterfactual.Counterfactual;
import org.xai4j.agnostic.counterfactual.GradientCounterfactual;
import org.xai4j.agnostic.importance.PermutationImportance;
import org.xai4j.agnostic.lime.Lime;
import org.xai4j.agnostic.lime.LimeTabular;
import org.xai4j.agnostic.shapley.ExactShapley;
import org.xai4j.agnostic.shapley.KernelShap;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Counterfactuals;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.testing.Draw;

/** Columns 0, 1 and 2 are one colour, written one-hot; column 3 is a number. */
class OneHotTest {
  private static final TableSchema SCHEMA =
      TableSchema.parseJson(
          """
          {"columns": [{"name": "red"}, {"name": "green"}, {"name": "blue"}, {"name": "size"}],
           "groups": {"colour": ["red", "green", "blue"]}}""",
          "schema");

  private static final Network MODEL =
      Network.sequential(
          new long[] {4},
          new Dense(
              NdArrays.array(DataType.DOUBLE, new double[] {4, -4, 0, 0, -4, 4, 0.5, -0.5}, 4, 2),
              Draw.normal(1, 2).mul(0)),
          new Softmax(-1, false));

  private static INDArray rows(int count) {
    SplitRandom random = SplitRandom.of(2);
    double[] flat = new double[4 * count];
    for (int i = 0; i < count; i++) {
      flat[4 * i + random.nextInt(3)] = 1;
      flat[4 * i + 3] = random.nextGaussian();
    }
    return NdArrays.array(DataType.DOUBLE, flat, count, 4);
  }

  private static final INDArray X =
      NdArrays.array(DataType.DOUBLE, new double[] {1, 0, 0, 0.2}, 1, 4);
  private static final Context CONTEXT =
      Context.standard().with(Baseline.of(rows(80))).with(SCHEMA);

  @Test
  void counterfactualsKeepOneColour() {
    Counterfactuals found = new Counterfactual().explain(MODEL, X, CONTEXT);
    assertFalse(found.cases().get(0).alternatives().isEmpty());
    for (Counterfactuals.Alternative a : found.cases().get(0).alternatives()) {
      SCHEMA.check(NdArrays.array(DataType.DOUBLE, a.row(), 1, 4));
    }
    Counterfactuals descended = new GradientCounterfactual().explain(MODEL, X, CONTEXT);
    for (Counterfactuals.Alternative a : descended.cases().get(0).alternatives()) {
      assertTrue(a.changed().equals(List.of(3)));
    }
  }

  @Test
  void theColourIsOneFeature() {
    GlobalImportance importance = new PermutationImportance().explain(MODEL, rows(80), CONTEXT);
    assertEquals(
        List.of("colour", "size"),
        importance.features().stream().map(GlobalImportance.Feature::name).toList());
    for (PredictorExplainer method :
        List.of(new KernelShap(), new Lime(), new LimeTabular(), new ExactShapley())) {
      // Methods without a background take one row.
      Context one = method.background() ? CONTEXT : CONTEXT.with(Baseline.zeros());
      double[] a = NdArrays.doubles(method.explain(MODEL, X, one.with(Target.of(0))).values());
      assertEquals(a[0], a[1], 0);
      assertEquals(a[0], a[2], 0);
      assertTrue(a[0] > 0.5, method.toString());
    }
  }

  @Test
  void badGroupsAreNamed() {
    INDArray two = NdArrays.array(DataType.DOUBLE, new double[] {1, 1, 0, 0}, 1, 4);
    assertThrows(InputException.class, () -> new Counterfactual().explain(MODEL, two, CONTEXT));
    for (String groups : List.of("[[\"red\"]]", "[[\"red\", \"lila\"]]", "[[0, 1], [1, 2]]")) {
      String text =
          "{\"columns\": [{\"name\": \"red\"}, {\"name\": \"green\"}, {\"name\": \"blue\"}],"
              + " \"groups\": "
              + groups
              + "}";
      assertThrows(InputException.class, () -> TableSchema.parseJson(text, "schema"), groups);
    }
  }
}
