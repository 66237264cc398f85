package org.xai4j.core.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.data.TableSchema.Column;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.Automaton;
import org.xai4j.core.explanation.ConceptScores;
import org.xai4j.core.explanation.Counterfactuals;
import org.xai4j.core.explanation.Curves;
import org.xai4j.core.explanation.DecisionRules;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.explanation.Interactions;
import org.xai4j.core.explanation.Prototypes;
import org.xai4j.core.explanation.Surrogate;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Provenance;

/** Sentences of every kind of explanation, in both languages. */
class SentencesTest {
  private static final TableSchema ENGLISH =
      new TableSchema(
          "loan",
          List.of("refused", "granted"),
          List.of(
              new Column("monthly_income", List.of(), "EUR", true, TableSchema.Change.UP),
              Column.category("housing", "rent", "own")));
  private static final TableSchema SPANISH =
      new TableSchema(
          "préstamo",
          List.of("denegado", "concedido"),
          List.of(
              new Column("ingresos_mensuales", List.of(), "EUR", true, TableSchema.Change.UP),
              Column.category("vivienda", "alquilada", "propia")));
  private static final Cost COST = new Cost(0, 0, 0);
  private static final Provenance PROVENANCE =
      new Provenance("m", Map.of(), Map.of(), 0, "", "", Map.of(), "");
  private static final INDArray ROW = NdArrays.array(DataType.DOUBLE, new double[] {900, 1}, 1, 2);

  private static final Sentences EN = Sentences.of(SentenceLanguage.ENGLISH, ENGLISH);
  private static final Sentences ES = Sentences.of(SentenceLanguage.parse("es"), SPANISH);

  private static Attribution attribution(double income, double housing) {
    return new Attribution(
        NdArrays.array(DataType.DOUBLE, new double[] {income, housing}, 1, 2),
        new double[] {-0.5},
        Optional.of(new double[] {-1e-9}),
        new Attribution.Trust(
            Optional.of(new double[] {0.25}), Optional.empty(), Optional.of(new double[] {0.83})),
        COST,
        PROVENANCE);
  }

  @Test
  void attributionTellsWhatPushedWhichWayAndHowFarToTrustIt() {
    assertEquals(
        List.of(
            "The explained score is −0.500; without any feature it is 0.250.",
            "For it speak housing = own (+0.250).",
            "Against it speak monthly income = 900 EUR (−1.000).",
            "The values add up to the difference of the two scores, to within 1.0e-09.",
            "The local model behind the values explains 83 % of the variance of the scores around"
                + " this row (R²)."),
        EN.attribution(attribution(-1, 0.25), ROW, 0));
    List<String> spanish = ES.attribution(attribution(-1, 0.25), ROW, 0);
    assertEquals(
        "La puntuación explicada es −0,500; sin ninguna característica es 0,250.", spanish.get(0));
    assertEquals("En contra hablan ingresos mensuales = 900 EUR (−1,000).", spanish.get(2));
    assertEquals("No feature moves the score.", EN.attribution(attribution(0, 0), ROW, 0).get(1));
    assertEquals("El modelo responde «denegado» con probabilidad 82 %.", ES.answer(0, 0.82));
  }

  @Test
  void attributionOfOtherColumnsIsRefused() {
    INDArray wide = NdArrays.array(DataType.DOUBLE, new double[] {1, 2, 3}, 1, 3);
    InputException e =
        assertThrows(InputException.class, () -> EN.attribution(attribution(1, 1), wide, 0));
    assertTrue(e.getMessage().contains("2 columns"), e.getMessage());
  }

  @Test
  void counterfactualsNameEveryChange() {
    Counterfactuals.Alternative a =
        new Counterfactuals.Alternative(
            new double[] {1200, 1}, 1, 0.61, List.of(0, 1), 0.3, 0.1, -1);
    Counterfactuals.Case c =
        new Counterfactuals.Case(
            new double[] {900, 0}, 0, 0.7, List.of(a), Counterfactuals.Note.NONE);
    assertEquals(
        "The answer would be “granted” (probability 61 %) if monthly income were 1200 EUR instead of"
            + " 900 EUR and housing were own instead of rent.",
        EN.counterfactual(c).get(1));
    assertEquals(
        "La respuesta sería «concedido» (probabilidad 61 %) si ingresos mensuales fuera 1200 EUR en"
            + " vez de 900 EUR y vivienda fuera propia en vez de alquilada.",
        ES.counterfactual(c).get(1));
    Counterfactuals.Case none =
        new Counterfactuals.Case(
            new double[] {900, 0}, 0, 0.7, List.of(), Counterfactuals.Note.NOT_FOUND);
    assertEquals(
        "No se encontró otra respuesta dentro de lo que puede cambiar.",
        ES.counterfactual(none).get(1));
    Counterfactuals.Alternative real =
        new Counterfactuals.Alternative(new double[] {900, 1}, 1, 0.9, List.of(1), 0.5, 0, 7);
    String text =
        EN.counterfactual(
                new Counterfactuals.Case(
                    new double[] {900, 0}, 0, 0.7, List.of(real), Counterfactuals.Note.NONE))
            .get(1);
    assertTrue(text.endsWith("differs in this: housing = own instead of rent."), text);
  }

  @Test
  void rulesAndSurrogates() {
    DecisionRules.Condition income =
        new DecisionRules.Condition(0, Double.NEGATIVE_INFINITY, 1000, false);
    DecisionRules.Condition rent = new DecisionRules.Condition(1, 0, 0, true);
    DecisionRules.Rule rule =
        new DecisionRules.Rule(List.of(income, rent), 0, 0.97, 0.95, 0.2, true);
    assertEquals(
        List.of(
            "Whenever monthly income ≤ 1000 EUR and housing = rent, the model answers “refused” in 97"
                + " % of the cases (at least 95 % with 95 % confidence); this applies to 20 % of the"
                + " data."),
        EN.rule(rule));
    DecisionRules.Rule last = new DecisionRules.Rule(List.of(), 1, 0.8, 0.7, 0.8, false);
    assertEquals(2, ES.rule(last).size());
    Surrogate list =
        new Surrogate(
            new Surrogate.RuleList(List.of(rule, last)), 0.9, 0.95, "", 40, COST, PROVENANCE);
    assertEquals(
        List.of(
            "Una lista de 2 condiciones responde como el modelo en el 90 % de 40 filas con las que no"
                + " se ajustó.",
            "Si ingresos mensuales ≤ 1000 EUR y vivienda = alquilada, entonces «denegado» (acierta en"
                + " el 97 % de las filas que llegan aquí).",
            "Si no, «concedido» (acierta en el 80 % de las filas que llegan aquí)."),
        ES.surrogate(list));
    Surrogate.Linear linear = new Surrogate.Linear(1, List.of(new Surrogate.Term(0, -1, 0.5, 0.1)));
    assertEquals(
        "A linear model of 1 terms reaches an R² of 0.750 against the model's score on 40 rows that"
            + " it was not fitted to.",
        EN.surrogate(new Surrogate(linear, 0.75, 0.8, "R²", 40, COST, PROVENANCE)).get(0));
  }

  @Test
  void globalExplanations() {
    GlobalImportance g =
        new GlobalImportance(
            "loss of accuracy",
            List.of(
                new GlobalImportance.Feature("housing", 0.01, 0.01, 0.01),
                new GlobalImportance.Feature("monthly_income", 0.2, 0.1, 0.3)),
            COST,
            PROVENANCE);
    assertEquals(
        List.of(
            "By loss of accuracy, the most important features are monthly income (0.200, 95 % interval"
                + " 0.100 to 0.300) and housing (0.010)."),
        EN.importance(g));
    assertTrue(ES.importance(g).get(0).startsWith("Según la pérdida de acierto, "));
    Curves curves =
        new Curves(
            "mean score",
            List.of(
                new Curves.Curve(
                    1,
                    "housing",
                    new double[] {0, 1},
                    new double[] {2, 3},
                    new double[0][],
                    new double[] {0.5, 0.5})),
            COST,
            PROVENANCE);
    assertEquals(
        "housing: from rent to own the mean score goes from 2.000 to 3.000; it is highest (3.000) at"
            + " own and lowest (2.000) at rent.",
        EN.curves(curves).get(0));
    assertTrue(
        ES.curves(curves)
            .get(0)
            .startsWith("vivienda: de alquilada a propia, la puntuación media va de 2,000"));
    Interactions i =
        new Interactions(
            NdArrays.array(DataType.DOUBLE, new double[] {0, -0.5, -0.5, 0}, 1, 2, 2),
            new double[1],
            new double[1],
            new double[1],
            COST,
            PROVENANCE);
    assertEquals(
        List.of("The pairs that do most together: monthly income with housing (−1.000)."),
        EN.interactions(i, 0));
    Prototypes p =
        new Prototypes(
            List.of(new Prototypes.Example(3, 1, new double[2])),
            List.of(new Prototypes.Example(5, 0, new double[2])),
            new double[1],
            COST,
            PROVENANCE);
    assertEquals(
        List.of("Filas típicas son 3 (concedido); mal representadas por ellas están 5 (denegado)."),
        ES.prototypes(p));
    ConceptScores.Concept dots = new ConceptScores.Concept("dots", 0.9, 0.8, 1, 0.95, 0.01);
    ConceptScores.Concept chance = new ConceptScores.Concept("random", 0.5, 0.4, 0.6, 0.5, 1);
    ConceptScores concepts =
        new ConceptScores("l", List.of(dots, chance), chance, COST, PROVENANCE);
    assertTrue(
        EN.concepts(concepts).get(0).startsWith("The concept dots speaks for the target in 90 %"));
    assertTrue(ES.concepts(concepts).get(1).contains("por casualidad"));
    Automaton automaton =
        new Automaton(
            List.of("a", "b"),
            List.of("reject", "accept"),
            0,
            new int[] {0, 1},
            new int[][] {{1, 0}, {0, 1}},
            Map.of(),
            PROVENANCE);
    assertEquals(
        List.of(
            "The network is described by an automaton of 2 states over 2 symbols.",
            "Before the first symbol it answers “reject”.",
            "It answers “reject” in 1 of its 2 states.",
            "It answers “accept” in 1 of its 2 states."),
        EN.automaton(automaton));
    assertThrows(InputException.class, () -> SentenceLanguage.parse("fr"));
  }
}
