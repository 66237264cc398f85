package org.xai4j.agnostic.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.Toy;
import org.xai4j.agnostic.surrogate.SurrogateLinear;
import org.xai4j.agnostic.surrogate.SurrogateTree;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.DecisionRules;
import org.xai4j.core.explanation.Surrogate;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;

/** Anchors and surrogates of models that are rules themselves. */
class RulesTest {
  private static final Context DATA =
      Context.standard().with(Toy.SCHEMA).with(Baseline.of(Toy.rows(400, 9)));

  /** Granted with an own house and an income above the median. */
  private static final Predictor RULE = Toy.classifier(r -> r[3] == 1 && r[0] > 49.5 ? 4 : -4);

  @Test
  void anchorIsTheRuleOfTheModel() {
    DecisionRules rules = new Anchors().explain(RULE, Toy.row(95, 20, 30, 1), DATA);
    DecisionRules.Rule rule = rules.rules().get(0);
    assertEquals(
        List.of(0, 3), rule.conditions().stream().map(DecisionRules.Condition::column).toList());
    assertTrue(rule.certain() && rule.precision() > 0.95 && rule.low() >= 0.95, rule.toString());
    assertEquals(1, rule.answer());
    assertTrue(rule.holds(new double[] {95, 20, 30, 1}));
    assertEquals("housing = own", rule.words(Toy.SCHEMA).get(1));
    assertTrue(
        rule.words(Toy.SCHEMA).get(0).matches("income > \\d+(\\.\\d+)? EUR"),
        rule.words(Toy.SCHEMA).get(0));
  }

  @Test
  void anchorOfAConstantIsEmpty() {
    DecisionRules.Rule rule =
        new Anchors().explain(Toy.classifier(r -> -3), Toy.row(9, 2, 30, 1), DATA).rules().get(0);
    assertTrue(rule.conditions().isEmpty() && rule.certain());
    assertEquals(1, rule.coverage());
  }

  @Test
  void anchorsThatCannotBeReachedSaySo() {
    // The answer is the parity of the age, which no cell of quantiles tells.
    Predictor parity = Toy.classifier(r -> r[2] % 2 == 0 ? 1 : -1);
    DecisionRules.Rule rule =
        new Anchors(0.95, 0.95, 0.1, 2, 2, 20_000)
            .explain(parity, Toy.row(9, 2, 30, 1), DATA)
            .rules()
            .get(0);
    assertTrue(!rule.certain() && rule.precision() < 0.8, rule.toString());
  }

  @Test
  void boundsOfARateSolveTheirEquation() {
    double low = Anchors.lower(0.9, 0.05);
    double d = 0.9 * Math.log(0.9 / low) + 0.1 * Math.log(0.1 / (1 - low));
    assertEquals(0.05, d, 1e-6);
    assertTrue(low < 0.9 && Anchors.upper(0.9, 0.05) > 0.9);
    assertEquals(Math.exp(-0.05), Anchors.lower(1, 0.05), 1e-6);
  }

  @Test
  void surrogateTreeRecoversATree() {
    INDArray rows = Toy.rows(400, 3);
    Surrogate s = new SurrogateTree().explain(RULE, rows, Context.standard().with(Toy.SCHEMA));
    Surrogate.Tree tree = (Surrogate.Tree) s.form();
    assertTrue(s.fidelity() >= 0.98 && s.training() == 1, s.fidelity() + " " + s.training());
    assertEquals(3, tree.size());
    assertEquals(1, tree.answer(new double[] {95, 0, 0, 1}));
    assertEquals(0, tree.answer(new double[] {95, 0, 0, 2}));
    assertEquals(100, s.rows());
    int[] counts = tree.nodes().get(0).counts();
    assertEquals(300, counts[0] + counts[1]);
  }

  @Test
  void surrogateRulesRecoverTheRule() {
    INDArray rows = Toy.rows(400, 3);
    Surrogate s = new SurrogateRules().explain(RULE, rows, Context.standard().with(Toy.SCHEMA));
    Surrogate.RuleList list = (Surrogate.RuleList) s.form();
    assertTrue(s.fidelity() >= 0.95, "fidelity " + s.fidelity());
    assertEquals(1, list.answer(new double[] {95, 0, 0, 1}));
    assertEquals(0, list.answer(new double[] {5, 0, 0, 1}));
    assertTrue(list.rules().get(list.rules().size() - 1).conditions().isEmpty());
  }

  @Test
  void linearSurrogateOfALinearModelIsTheModel() {
    Predictor linear =
        v -> {
          double[] flat = NdArrays.doubles(v);
          double[] out = new double[flat.length / 4];
          for (int i = 0; i < out.length; i++) {
            out[i] = 2 + 0.5 * flat[4 * i] - 3 * flat[4 * i + 1] + (flat[4 * i + 3] == 1 ? 40 : 0);
          }
          return NdArrays.array(DataType.DOUBLE, out, out.length, 1);
        };
    Context context = Context.standard().with(Toy.SCHEMA).with(Target.of(0));
    Surrogate s = new SurrogateLinear(3).explain(linear, Toy.rows(200, 3), context);
    Surrogate.Linear form = (Surrogate.Linear) s.form();
    assertEquals(1, s.fidelity(), 1e-9);
    assertEquals(3, form.size());
    assertEquals(2, form.intercept(), 1e-5);
    for (Surrogate.Term t : form.terms()) {
      double expected = t.column() == 0 ? 0.5 : t.column() == 1 ? -3 : 40;
      assertEquals(expected, t.coefficient(), 1e-6);
      assertEquals(t.column() == 3 ? 1 : -1, t.category());
    }
    assertThrows(
        InputException.class, () -> new SurrogateLinear().explain(linear, Toy.rows(5, 1), context));
  }

  @Test
  void threadsChangeNothing() {
    INDArray rows = Toy.rows(4, 12);
    DecisionRules one = new Anchors().explain(Toy.loan(), rows, DATA.with(new Execution(1, 1)));
    DecisionRules eight = new Anchors().explain(Toy.loan(), rows, DATA.with(new Execution(1, 8)));
    assertEquals(one.rules(), eight.rules());
  }
}
