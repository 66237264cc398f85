package org.xai4j.benchmarks.study.tabular;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Settings;
import org.xai4j.benchmarks.study.Studies;
import org.xai4j.core.data.Csv;
import org.xai4j.core.network.Engine;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/** The studies of tables on few rows. */
class TabularStudyTest {
  @TempDir Path folder;

  private static Experiment experiment(String data) {
    return new Experiment(
        "tabular",
        data,
        "A title",
        data,
        data,
        8,
        8,
        "argmax",
        "logit",
        "zeros",
        "none",
        0,
        List.of(),
        List.of(),
        Map.of(
            "background", "4",
            "samples", "200",
            "trees", "10",
            "generations", "2",
            "draws", "1000",
            "epochs", "20"));
  }

  private List<List<String>> run(String data) throws Exception {
    Path own = folder.resolve(data);
    List<String> said =
        Studies.run(
            experiment(data),
            new Settings(true, new Execution(32, 2), Engine.standard(), DataType.FLOAT),
            own,
            Progress.SILENT,
            note -> {});
    assertTrue(said.get(0).startsWith("Deeplearning4j network: accuracy"), said.get(0));
    assertTrue(said.get(1).startsWith("ONNX network: accuracy"), said.get(1));
    String page = Files.readString(own.resolve("report.html"));
    for (String heading :
        List.of(
            "How good is the model?",
            "Single decisions",
            "Curves",
            "What would change the answer?",
            "Rules around single rows",
            "Simple models that imitate the network",
            "Do models that learnt the same task have the same reasons?")) {
      assertTrue(page.contains(heading), heading);
    }
    return Csv.rows(own.resolve("results.csv"));
  }

  private static double value(List<List<String>> rows, String part, String name) {
    List<Double> found =
        rows.stream()
            .filter(r -> r.get(0).equals(part) && r.get(1).equals(name))
            .map(r -> Double.parseDouble(r.get(2)))
            .toList();
    assertEquals(1, found.size(), part + ", " + name);
    return found.get(0);
  }

  @Test
  void loans() throws Exception {
    List<List<String>> rows = run("credit");
    // As the provenance of the shipped model says.
    assertEquals(0.736, value(rows, "accuracy", "Deeplearning4j network"), 1e-9);
    assertEquals(0.76, value(rows, "accuracy", "ONNX network"), 1e-9);
    String agreement = "surrogate fidelity, share of equal answers";
    assertTrue(value(rows, agreement, "distilled network") > 0.85);
    assertTrue(value(rows, agreement, "distilled linear") > 0.85);
    String pair = "Deeplearning4j network, ONNX network";
    assertTrue(value(rows, "models: correlation of SHAP in a row", pair) > 0.7);
    assertEquals(1, value(rows, "counterfactuals found", "nearest unlike neighbour"));
    String page = Files.readString(folder.resolve("credit/report.html"));
    assertTrue(page.contains("Fairness") && page.contains("By sex, women are granted"));
    assertTrue(page.contains("sentences-es.txt") && !page.contains("El modelo responde"));
    String spanish = Files.readString(folder.resolve("credit/sentences-es.txt"));
    assertTrue(spanish.contains("El modelo responde"), spanish);
  }

  @Test
  void tumours() throws Exception {
    List<List<String>> rows = run("breast-cancer");
    assertTrue(value(rows, "accuracy", "ONNX network") > 0.95);
    assertTrue(value(rows, "surrogate accuracy", "distilled network") > 0.7);
    assertTrue(
        rows.stream().noneMatch(r -> r.get(0).startsWith("fairness")), "no protected groups");
  }

  @Test
  void otherDataAreRefused() {
    InputException e = assertThrows(InputException.class, () -> run("splice"));
    assertTrue(e.getMessage().contains("credit or breast-cancer"), e.getMessage());
  }
}
