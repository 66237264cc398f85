package org.xai4j.benchmarks.suite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Experiments;
import org.xai4j.benchmarks.experiment.Settings;
import org.xai4j.benchmarks.study.Reproduction;
import org.xai4j.benchmarks.study.Studies;
import org.xai4j.core.data.Csv;
import org.xai4j.core.network.Engine;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/** Benchmarks: cells, ranks over them, stages that are kept, mistakes. */
class BenchmarkStudyTest {
  private static final String SMALL =
      """
      study: benchmark
      name: small
      rows: 4
      seed: 3
      params: {seeds: 2}
      cases:
        - {data: breast-cancer, models: [breast-cancer, breast-cancer-boosted], baselines: [mean, zeros]}
        - {data: credit, models: [credit], baselines: mean}
      methods: [gradient, feature-ablation, {id: lime, params: {samples: 50}}, random]
      metrics: [deletion, sparseness]
      """;

  @TempDir Path folder;

  private Experiment read(String yaml) throws Exception {
    Path file = folder.resolve("benchmark.yaml");
    Files.writeString(file, yaml);
    return Experiments.get(file.toString());
  }

  private List<String> run(Experiment benchmark, Path out, List<String> notes) {
    Settings settings =
        new Settings(false, new Execution(16, 2), Engine.standard(), DataType.FLOAT);
    return Studies.run(benchmark, settings, out, Progress.SILENT, notes::add);
  }

  @Test
  void ranksOverAllCellsAndGoesOnWhereItStopped() throws Exception {
    Path out = folder.resolve("out");
    List<String> said = run(read(SMALL), out, new ArrayList<>());
    assertTrue(String.join("\n", said).contains("10 comparisons of 3 models"), said.toString());
    List<List<String>> results = Csv.rows(out.resolve("results.csv"));
    assertEquals(
        List.of("data", "model", "baseline", "seed", "method", "metric", "value", "rank"),
        results.get(0));
    // Two seeds of five cells by two metrics; the gradient is not of trees.
    assertEquals(2 * 2 * (3 * 4 + 2 * 3), results.size() - 1);
    double sum = 0;
    for (List<String> row : results.subList(1, results.size())) {
      double rank = Double.parseDouble(row.get(7));
      assertTrue(1 <= rank && rank <= 4, row.toString());
      sum += row.get(1).equals("breast-cancer-boosted") ? 0 : rank;
    }
    assertEquals(2 * 2 * 3 * 10, sum, 1e-9, "the ranks of four methods add up to ten");
    String page = Files.readString(out.resolve("report.html"));
    assertTrue(page.contains("cells/credit/credit/mean/seed-4/report.html"), "links to the cells");
    assertTrue(page.contains("method × metric"), "says what moves the ranking");

    List<String> again = new ArrayList<>();
    byte[] before = Files.readAllBytes(out.resolve("results.csv"));
    run(read(SMALL), out, again);
    assertEquals(List.of(), again, "nothing is made twice");
    assertArrayEquals(before, Files.readAllBytes(out.resolve("results.csv")));
    Reproduction reproduction =
        Reproduction.of(out, 1, Engine.standard(), Progress.SILENT, what -> {});
    assertEquals(List.of(), reproduction.differences());
  }

  @Test
  void aCaseReplacesMethodsOfTheSameLabel() throws Exception {
    String own =
        SMALL.replace(
            "baselines: mean}", "baselines: mean, methods: [{id: lime, params: {samples: 9}}]}");
    List<BenchmarkCell> cells = BenchmarkCell.all(read(own), 1);
    List<Experiment.Choice> methods = cells.get(cells.size() - 1).experiment().methods();
    assertEquals(
        List.of("gradient", "feature-ablation", "lime", "random"),
        methods.stream().map(Experiment.Choice::label).toList());
    assertEquals("9", methods.get(2).params().get("samples"));
    assertEquals("50", cells.get(0).experiment().methods().get(2).params().get("samples"));
    assertEquals("cells/credit/credit/mean/seed-3", cells.get(cells.size() - 1).folder());
  }

  @Test
  void aMethodThatIsAlwaysBestHasRankOneAndAllOfTheVarianceIsTheMethods() throws Exception {
    List<BenchmarkCell> cells = BenchmarkCell.all(read(SMALL), 2);
    List<Placing> placings = new ArrayList<>();
    for (BenchmarkCell cell : cells) {
      for (String metric : List.of(Placing.OVERALL, "deletion", "sparseness")) {
        IntStream.range(0, 3)
            .mapToObj(
                m -> new Placing(cell, metric, List.of("a", "b", "random").get(m), 0, 1.0 + m))
            .forEach(placings::add);
      }
    }
    BenchmarkRanking ranking = BenchmarkRanking.of(placings, Optional.of("random"), 0);
    assertEquals("a", ranking.ranking().rows().get(0).label());
    assertEquals(1, ranking.ranking().rows().get(0).rank().mean(), 0);
    assertEquals(1, ranking.first().get("a"), 0);
    assertEquals(1, ranking.shares().subject(), 1e-12);
    assertEquals(1, ranking.agreement("metric"), 1e-12);
    assertEquals(1, ranking.winners("model"));
  }

  @Test
  void ranksOfFewerMethodsAreStretched() {
    assertEquals(1, Placing.stretched(1, 3, 5), 0);
    assertEquals(3, Placing.stretched(2, 3, 5), 0);
    assertEquals(5, Placing.stretched(3, 3, 5), 0);
    assertEquals(3, Placing.stretched(1, 1, 5), 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metrics: [deletion, sparseness]|target: argmax|needs the keys cases, methods and metrics",
        "name: small|name: small\\ndata: credit|its cases name data and models",
        "baselines: [mean, zeros]|baselines: [mean, mean]|twice",
        "baselines: [mean, zeros]|baseline: mean|unknown key 'baseline'",
        "baselines: mean|baselines: []|list of names",
      })
  void mistakesAreNamed(String from, String to, String part) {
    InputException e =
        assertThrows(
            InputException.class,
            () -> BenchmarkCell.all(read(SMALL.replace(from, to.replace("\\n", "\n"))), 1));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void theShippedOneHasModelsOfEveryKind() {
    Experiment shipped = Experiments.get("benchmark");
    List<BenchmarkCell> cells = BenchmarkCell.all(shipped, 2);
    for (String data : List.of("mnist", "credit", "breast-cancer", "sentiment", "splice", "p300")) {
      assertTrue(
          cells.stream().anyMatch(c -> c.data().equals(data)),
          String.format(Locale.ROOT, "no cell of %s", data));
    }
  }
}
