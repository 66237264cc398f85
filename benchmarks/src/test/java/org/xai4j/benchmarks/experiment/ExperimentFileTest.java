package org.xai4j.benchmarks.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xai4j.core.run.InputException;

/** Experiment files and their errors. */
class ExperimentFileTest {
  private static final String GOOD =
      """
      name: try
      data: mnist
      model: mnist
      rows: 10
      methods: [gradient, {id: lrp-0, params: {a: 1}, baseline: mean}]
      metrics: [deletion]
      """;

  @Test
  void readsChoicesAndDefaults() {
    Experiment e = ExperimentFile.parse(GOOD, "try.yaml");
    assertEquals("try", e.title());
    assertEquals(10, e.quickRows());
    assertEquals("argmax", e.target());
    assertEquals(
        new Experiment.Choice("lrp-0", "lrp-0", Map.of("a", "1"), "mean", ""), e.methods().get(1));
  }

  @Test
  void descriptionReadsBackToTheSameExperiment() {
    Experiment e = ExperimentFile.parse(GOOD, "try.yaml").withSeed(-7);
    assertEquals(e, Experiments.stored(StageStore.json(e.describe()), "stored"));
  }

  @Test
  void shippedExperimentsAreSound() {
    for (Experiment e : Experiments.shipped()) {
      assertTrue(e.quickRows() <= e.rows(), e.name());
    }
    assertEquals(200, Experiments.get("mnist").rows());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rows: 10|row: 10|did you mean 'rows'",
        "rows: 10|rows: none|positive whole number",
        "rows: 10|rows: -3|positive whole number",
        "rows: 10|seed: 1.5|whole number",
        "data: mnist|target: argmax|lacks the key 'data'",
        "name: try|name: ../try|needs a name",
        "metrics: [deletion]|metrics: []|needs a list of metrics",
        "metrics: [deletion]|metrics: [{id: deletion, groups: none}]|unknown key 'groups'",
        "metrics: [deletion]|metrics: [deletion, deletion]|twice",
        "metrics: [deletion]|metrics: [{id: deletion, label: a/b}]|names files",
        "metrics: [deletion]|metrics: [[deletion]]|an id or a list of keys",
        "name: try|name: 'try|not well-formed",
      })
  void mistakesAreNamed(String from, String to, String part) {
    String text = GOOD.replace(from, to);
    InputException e =
        assertThrows(InputException.class, () -> ExperimentFile.parse(text, "try.yaml"));
    assertTrue(e.getMessage().contains(part), e.getMessage());
    assertTrue(e.getMessage().contains("try.yaml"), e.getMessage());
  }
}
