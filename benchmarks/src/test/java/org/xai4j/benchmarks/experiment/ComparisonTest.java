package org.xai4j.benchmarks.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.benchmarks.TinyData;
import org.xai4j.benchmarks.report.Report;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.Npz;
import org.xai4j.core.network.Engine;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/** Stages, resumption, reproduction and the report of a comparison. */
class ComparisonTest {
  private static final String YAML =
      """
      name: tiny
      title: Which <explainer> is best?
      data: tiny
      model: net.zip
      rows: 8
      quick-rows: 4
      methods:
        - gradient
        - {id: kernel-shap, label: shap-cells, groups: "grid:2x2", params: {samples: 30}}
        - random
      metrics: [deletion, sparseness]
      """;

  @TempDir Path folder;
  private Experiment experiment;

  @BeforeEach
  void write() throws Exception {
    TinyData.writeModel(folder.resolve("net.zip"));
    Path file = Files.writeString(folder.resolve("tiny.yaml"), YAML);
    experiment = Experiments.get(file.toString());
  }

  private static Settings settings(boolean quick, int threads) {
    return new Settings(quick, new Execution(3, threads), Engine.standard(), DataType.FLOAT);
  }

  private Outcome run(Experiment which, String name) {
    return Comparison.run(
        which, settings(false, 2), folder.resolve(name), Progress.SILENT, what -> {});
  }

  /** One step from the baseline on is far from the integral. */
  @Test
  void valuesThatDoNotAddUpAreTold() throws Exception {
    String yaml =
        YAML.replace(
            "- gradient",
            "- {id: integrated-gradients, label: ig, params: {steps: 1, quadrature: left}}");
    Experiment rough =
        Experiments.get(Files.writeString(folder.resolve("rough.yaml"), yaml).toString());
    for (int times = 0; times < 2; times++) {
      // The second time from the kept stages.
      Outcome outcome = run(rough, "rough");
      assertEquals(1, outcome.warnings().size());
      assertEquals("ig", outcome.warnings().get(0).method());
      Report.write(folder.resolve("rough/report.html"), outcome);
      String page = Files.readString(folder.resolve("rough/report.html"));
      assertTrue(page.contains("To be read with care") && page.contains("do not add up"), page);
    }
  }

  @Test
  void writesOneResultPerInstanceMethodAndMetric() {
    Outcome outcome = run(experiment, "run");
    List<List<String>> rows = Csv.rows(folder.resolve("run/results.csv"));
    assertEquals(List.of("experiment", "instance", "method", "metric", "value"), rows.get(0));
    assertEquals(1 + 8 * 3 * 2, rows.size());
    List<List<String>> keys = rows.stream().skip(1).map(r -> r.subList(1, 4)).toList();
    List<List<String>> sorted = new ArrayList<>(keys);
    sorted.sort(java.util.Comparator.comparing(Object::toString));
    assertEquals(sorted, keys);
    assertEquals(4, Csv.rows(folder.resolve("run/costs.csv")).size());
    assertEquals(
        List.of("gradient", "random", "shap-cells"),
        List.copyOf(Npz.read(folder.resolve("run/attributions.npz")).keySet()));
    assertEquals(9, outcome.stages());
    assertEquals(0, outcome.reused());
    assertEquals("random", outcome.ranking().control().orElseThrow());
  }

  @Test
  void finishedStagesAreReusedAndDamagedOnesAreNot() throws Exception {
    run(experiment, "run");
    byte[] results = Files.readAllBytes(folder.resolve("run/results.csv"));
    assertEquals(9, run(experiment, "run").reused());
    Files.delete(folder.resolve("run/scores/random--deletion.csv"));
    Files.write(folder.resolve("run/attributions/gradient.npz"), new byte[10]);
    assertEquals(7, run(experiment, "run").reused());
    assertEquals(-1, Files.mismatch(folder.resolve("run/results.csv"), write(results)));
    assertEquals(0, run(experiment.withSeed(9), "run").reused());
  }

  private Path write(byte[] bytes) throws Exception {
    return Files.write(folder.resolve("expected.csv"), bytes);
  }

  @Test
  void threadsChangeNoByte() throws Exception {
    run(experiment, "two");
    Comparison.run(
        experiment, settings(false, 1), folder.resolve("one"), Progress.SILENT, what -> {});
    for (String file : List.of("results.csv", "attributions.npz")) {
      assertEquals(
          -1, Files.mismatch(folder.resolve("one/" + file), folder.resolve("two/" + file)), file);
    }
  }

  @Test
  void whatDoesNotApplyIsListed() throws Exception {
    Outcome outcome =
        run(
            ExperimentFile.parse(
                YAML.replace("model: net.zip", "model: " + folder.resolve("net.zip"))
                    .replace("[deletion, sparseness]", "[completeness, sparseness]"),
                "x"),
            "run");
    for (Outcome.Skipped item : outcome.skipped()) {
      assertFalse(item.reason().isEmpty());
    }
    assertTrue(outcome.ranking().metrics().contains("sparseness"));
  }

  @Test
  void shownMethodsAreDrawnButNotScored() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("shown.yaml"),
            YAML.replace("name: tiny", "name: shown") + "params: {shown: saliency grad-cam}\n");
    Outcome outcome = run(Experiments.get(file.toString()), "shown");
    assertEquals(3, outcome.examples().length);
    assertTrue(outcome.shown().stream().anyMatch(m -> m.choice().id().equals("saliency")));
    outcome.shown().forEach(m -> assertEquals(3, m.attributions().size(0)));
    assertEquals(9 + outcome.shown().size(), outcome.stages());
    assertEquals(3, outcome.ranking().rows().size());
    Report.write(folder.resolve("shown.html"), outcome);
    String html = Files.readString(folder.resolve("shown.html"));
    int pictures = html.split("data:image/png;base64,", -1).length - 1;
    assertEquals(3 * (1 + 3) + 3 * (1 + outcome.shown().size()), pictures);
    assertEquals(outcome.stages(), run(Experiments.get(file.toString()), "shown").reused());
  }

  @Test
  void theReportNeedsNothingElse() throws Exception {
    Outcome outcome = run(experiment, "run");
    Path file = folder.resolve("run/report.html");
    Report.write(file, outcome);
    String html = Files.readString(file);
    String plain = html.replace("http://www.w3.org/2000/svg", "");
    assertFalse(plain.contains("http://") || plain.contains("src=\"/"), "no network, no files");
    assertTrue(html.contains("Which &lt;explainer&gt; is best?"), "texts are escaped");
    assertTrue(html.contains("&lt;c&gt;") && html.contains("a &amp; b"));
    assertFalse(html.contains("<c>"));
    assertTrue(html.contains("shap-cells"));
    int pictures = html.split("data:image/png;base64,", -1).length - 1;
    assertEquals(3 * (1 + 3), pictures, "a row per class: the input and each method");
    assertEquals(pictures, html.split("<img [^>]*alt=\"[^\"]+\"", -1).length - 1);
    assertEquals(html.split("<svg", -1).length, html.split("</svg>", -1).length);
  }

  @Test
  void anUnwritableFolderIsRefusedBeforeAnyWork() throws Exception {
    Path plain = Files.writeString(folder.resolve("plain"), "");
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                Comparison.run(
                    experiment,
                    settings(true, 1),
                    plain.resolve("run"),
                    Progress.SILENT,
                    what -> {}));
    assertTrue(e.getMessage().contains("cannot be written"), e.getMessage());
  }

  /** What was kept is taken only if it is what was written. */
  @Test
  void damagedAndEditedStagesAreMadeAgainAndSaid() throws Exception {
    Outcome first = run(experiment, "run");
    Path scores = folder.resolve("run/scores/gradient--sparseness.csv");
    String whole = Files.readString(scores);
    // Cut behind a whole line: still a table of scores.
    Files.writeString(scores, whole.substring(0, whole.indexOf('\n', whole.length() / 2) + 1));
    Path attributions = folder.resolve("run/attributions/random.npz");
    byte[] bytes = Files.readAllBytes(attributions);
    Npz.write(attributions, java.util.Map.of("attributions", TinyData.inputs(8)));
    Outcome second = run(experiment, "run");
    assertEquals(
        List.of("attributions/random.npz", "scores/gradient--sparseness.csv"),
        second.remade().stream().map(r -> r.substring(0, r.indexOf(' '))).sorted().toList());
    assertEquals(first.stages() - 2, second.reused());
    assertEquals(whole, Files.readString(scores));
    org.junit.jupiter.api.Assertions.assertArrayEquals(bytes, Files.readAllBytes(attributions));
  }

  @Test
  void aDamagedListOfStagesIsSaid() throws Exception {
    run(experiment, "run");
    for (String text : List.of("null", "", "\"text\"", "[1]", "{\"a\": null, \"b\": 3}")) {
      Files.writeString(folder.resolve("run/stages.json"), text);
      Outcome again = run(experiment, "run");
      assertEquals(0, again.reused(), text);
      assertTrue(again.remade().get(0).startsWith("stages.json"), text);
    }
  }

  @Test
  void twoRunsDoNotShareAFolder() {
    Path run = folder.resolve("run");
    try (RunLock first = RunLock.of(run)) {
      InputException e = assertThrows(InputException.class, () -> RunLock.of(run));
      assertTrue(e.getMessage().contains("Another run"), e.getMessage());
    }
    RunLock.of(run).close();
  }
}
