package org.xai4j.benchmarks.study.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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

/** The experiments on metrics, on few rows and with short training. */
class MetricStudiesTest {
  @TempDir Path folder;

  private static Experiment experiment(
      String study, int rows, Map<String, String> params, String... methods) {
    return new Experiment(
        study,
        study,
        "A title",
        "mnist",
        "mnist",
        rows,
        rows,
        "argmax",
        "logit",
        "zeros",
        study.equals("pixel-flipping") ? "grid:7x7" : "none",
        5,
        Stream.of(methods).map(m -> new Experiment.Choice(m, m, Map.of(), "", "")).toList(),
        List.of(),
        params);
  }

  /** Runs an experiment in two folders; the results are the same to the byte. */
  private List<List<String>> run(Experiment experiment) throws Exception {
    List<byte[]> results = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      Path own = folder.resolve(experiment.name() + threads);
      List<String> said =
          Studies.run(
              experiment,
              new Settings(true, new Execution(32, threads), Engine.standard(), DataType.FLOAT),
              own,
              Progress.SILENT,
              note -> {});
      assertFalse(said.isEmpty(), experiment.name());
      assertTrue(Files.size(own.resolve("report.html")) > 10_000);
      results.add(Files.readAllBytes(own.resolve("results.csv")));
    }
    assertArrayEquals(results.get(0), results.get(1), experiment.name());
    List<List<String>> rows = Csv.rows(folder.resolve(experiment.name() + 1 + "/results.csv"));
    return rows.subList(1, rows.size());
  }

  @Test
  void edgesPassNoSanityCheck() throws Exception {
    List<List<String>> rows =
        run(experiment("sanity-checks", 4, Map.of(), "gradient", "guided-backprop", "edge"));
    for (List<String> row : rows) {
      if (row.get(1).equals("edge")) {
        assertEquals(1, Double.parseDouble(row.get(3)), 1e-9);
      }
      if (row.get(1).equals("gradient") && row.get(0).equals("SPEARMAN")) {
        assertTrue(Double.parseDouble(row.get(3)) < 0.9, row.toString());
      }
    }
    // Three similarities, three methods, four layers.
    assertEquals(36, rows.size());
  }

  @Test
  void regionsUnderEveryBaseline() throws Exception {
    List<List<String>> rows =
        run(
            experiment(
                "pixel-flipping",
                6,
                Map.of("baselines", "zeros,0.5"),
                "lrp-epsilon",
                "random",
                "saliency"));
    assertEquals(6, rows.size());
    assertTrue(Double.parseDouble(rows.get(0).get(2)) > Double.parseDouble(rows.get(1).get(2)));
  }

  @Test
  void singleFeaturesAreForetoldByAblation() throws Exception {
    List<List<String>> rows =
        run(experiment("sensitivity-n", 3, Map.of("subsets", "20"), "feature-ablation", "random"));
    assertEquals(1, Double.parseDouble(rows.get(0).get(2)), 1e-6);
    assertTrue(Math.abs(Double.parseDouble(rows.get(12).get(2))) < 0.6);
  }

  @Test
  void coefficientsBesideRandomRankings() throws Exception {
    List<List<String>> rows =
        run(
            experiment(
                "epc", 20, Map.of("resamples", "10", "points", "8"), "integrated-gradients"));
    // Two scopes, three performances, the method and the random ranking.
    assertEquals(12, rows.size());
    assertTrue(Double.parseDouble(rows.get(0).get(3)) > Double.parseDouble(rows.get(1).get(3)));
  }

  @Test
  void methodsThatDoNotApplyAreNamed() throws Exception {
    Experiment some =
        experiment("sensitivity-n", 2, Map.of("subsets", "5"), "attention-rollout", "random");
    Settings settings = new Settings(true, new Execution(32, 1), Engine.standard(), DataType.FLOAT);
    List<String> said =
        Studies.run(some, settings, folder.resolve("some"), Progress.SILENT, note -> {});
    assertTrue(said.get(0).contains("attention-rollout is left out"), said.get(0));
    Experiment none = experiment("epc", 2, Map.of(), "attention-rollout");
    InputException bad = assertThrows(InputException.class, () -> run(none));
    assertTrue(bad.getMessage().contains("None of the methods"), bad.getMessage());
  }

  @Test
  void truthOfEveryProblem() throws Exception {
    List<List<String>> rows =
        run(
            experiment(
                "ground-truth", 4, Map.of("train", "128", "epochs", "1"), "gradient", "random"));
    // Eight problems, two methods, five metrics.
    assertEquals(8 * 2 * 5, rows.size());
  }

  @Test
  void retrainedFromSeveralSeeds() throws Exception {
    Map<String, String> params =
        Map.of("train", "96", "test", "40", "epochs", "1", "shares", "50", "modes", "roar,kar");
    List<List<String>> rows = run(experiment("roar", 4, params, "gradient", "random"));
    // Two modes, two methods, one share, two seeds.
    assertEquals(8, rows.size());
    Map<String, String> wrong = Map.of("train", "64", "test", "8", "epochs", "1", "modes", "all");
    InputException bad =
        assertThrows(InputException.class, () -> run(experiment("roar", 4, wrong, "random")));
    assertTrue(bad.getMessage().contains("roar and kar"));
    Map<String, String> share = Map.of("train", "64", "test", "8", "epochs", "1", "shares", "5,x");
    bad = assertThrows(InputException.class, () -> run(experiment("roar", 4, share, "random")));
    assertTrue(bad.getMessage().contains("percentages"), bad.getMessage());
  }

  @Test
  void metricsAreEvaluatedInTheirTurn() throws Exception {
    Experiment plain = experiment("meta-evaluation", 5, Map.of("seeds", "1"), "gradient", "random");
    Experiment own =
        new Experiment(
            plain.study(),
            plain.name(),
            plain.title(),
            plain.data(),
            plain.model(),
            plain.rows(),
            plain.quickRows(),
            plain.target(),
            plain.explain(),
            plain.baseline(),
            "grid:4x4",
            plain.seed(),
            plain.methods(),
            Stream.of("sparseness", "comprehensiveness")
                .map(m -> new Experiment.Choice(m, m, Map.of(), "", ""))
                .toList(),
            plain.params());
    List<List<String>> rows = run(own);
    // Kept stages give the same results again.
    assertEquals(rows, run(own));
    // Three spaces, two metrics, one seed.
    assertEquals(6, rows.size());
    assertEquals("weights", rows.get(5).get(0));
    // Sparseness does not look at the model: the order of the methods stays under little noise.
    assertEquals(1, Double.parseDouble(rows.get(0).get(4)));
    for (List<String> row : rows) {
      for (String cell : row.subList(3, 7)) {
        double value = Double.parseDouble(cell);
        assertTrue(Double.isNaN(value) || (value >= 0 && value <= 1), row.toString());
      }
    }
  }

  @Test
  void anomaliesAreFoundWhereTheyAre() throws Exception {
    Experiment plain = experiment("anomaly", 15, Map.of(), "integrated-gradients", "random");
    List<List<String>> rows = run(plain.withData("heartbeats").with("anomaly", "heartbeats"));
    // Detection of four anomalies; three metrics of two methods and the squared difference.
    assertEquals(4 + 3 * 3, rows.size());
    double random = Double.NaN;
    for (List<String> row : rows) {
      double value = Double.parseDouble(row.get(4));
      if (row.get(0).equals("detection")) {
        assertTrue(value > 0.9, row.toString());
      } else if (row.get(2).equals("random") && row.get(3).equals("localisation-auc")) {
        random = value;
      }
    }
    assertEquals(0.5, random, 0.1, "random values know no place");
    List<String> best =
        rows.stream()
            .filter(r -> r.get(2).equals("integrated-gradients"))
            .filter(r -> r.get(3).equals("localisation-auc"))
            .findFirst()
            .orElseThrow();
    assertTrue(Double.parseDouble(best.get(4)) > 0.8, best.toString());
  }
}
