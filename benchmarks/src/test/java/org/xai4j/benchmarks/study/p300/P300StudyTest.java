package org.xai4j.benchmarks.study.p300;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
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

/** The workshop on few characters, with short training. */
class P300StudyTest {
  @TempDir Path folder;

  private static Experiment experiment(String data, Map<String, String> changes) {
    Map<String, String> params = new LinkedHashMap<>();
    params.put("models", "lda,elman-prm");
    params.put("epochs", "8");
    params.put("train", "9");
    params.put("test", "6");
    params.put("repetitions", "3");
    params.put("snr", "2");
    params.put("channels", "Fz,Pz,PO7,PO8");
    params.put("rate", "30");
    params.put("resamples", "10");
    params.put("ratios", "2");
    params.put("sweep-models", "lda");
    params.put("sweep-methods", "input-x-gradient");
    params.putAll(changes);
    return new Experiment(
        "p300",
        "p300",
        "A title",
        data,
        "",
        16,
        16,
        "argmax",
        "logit",
        "zeros",
        "none",
        2,
        Stream.of("saliency", "input-x-gradient", "integrated-gradients")
            .map(m -> new Experiment.Choice(m, m, Map.of(), "", ""))
            .toList(),
        List.of(),
        params);
  }

  private static List<String> run(Experiment experiment, Path to, int threads) {
    return Studies.run(
        experiment,
        new Settings(true, new Execution(32, threads), Engine.standard(), DataType.FLOAT),
        to,
        Progress.SILENT,
        note -> {});
  }

  private static double value(Path results, String part, String classifier, String name) {
    return Csv.rows(results).stream()
        .filter(r -> r.get(0).equals(part) && r.get(1).equals(classifier) && r.get(3).equals(name))
        .mapToDouble(r -> Double.parseDouble(r.get(5)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void findsTheSimulatedP300AndRepeatsItself() throws Exception {
    List<byte[]> results = new ArrayList<>();
    for (int threads = 1; threads <= 2; threads++) {
      Path own = folder.resolve("run" + threads);
      run(experiment("simulator", Map.of()), own, threads);
      results.add(Files.readAllBytes(own.resolve("results.csv")));
      assertTrue(Files.size(own.resolve("report.html")) > 50_000);
    }
    assertArrayEquals(results.get(0), results.get(1));
    Path csv = folder.resolve("run1/results.csv");
    assertTrue(value(csv, "performance", "lda", "auc") > 0.7);
    assertTrue(value(csv, "linear", "lda", "localisation") > 0.5);
    assertEquals(320, value(csv, "relevance", "lda", "peak in ms"), 150);
  }

  @Test
  void badAnswersOfTheUserSayWhy() {
    for (Map<String, String> bad :
        List.of(
            Map.of("models", "lda,nonsense"),
            Map.of("channels", "Fz,Quark"),
            Map.of("low", "30"),
            Map.of("reject", "0.001"),
            Map.of("ratios", "much"))) {
      String message =
          assertThrows(
                  InputException.class,
                  () -> run(experiment("simulator", bad), folder.resolve("bad"), 1))
              .getMessage();
      assertEquals(1, message.lines().count(), message);
    }
    assertThrows(
        InputException.class,
        () -> run(experiment("/no/such/folder", Map.of()), folder.resolve("bad"), 1));
  }

  /** On recordings of the Muse headband, where they are at hand. */
  @Test
  void recordedPotentialsAreFound() {
    Path data = Path.of("../../shared/data/p300-muse").toAbsolutePath().normalize();
    Assumptions.assumeTrue(Files.isDirectory(data), "there are no recordings in " + data);
    Path own = folder.resolve("muse");
    run(
        experiment(
            data.toString(), Map.of("models", "lda", "channels", "", "rate", "64", "mains", "0")),
        own,
        2);
    assertTrue(value(own.resolve("results.csv"), "performance", "lda", "auc") >= 0.73);
  }
}
