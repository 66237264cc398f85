package org.xai4j.benchmarks.scale.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.benchmarks.TinyData;
import org.xai4j.benchmarks.cli.Main;
import org.xai4j.benchmarks.data.FileData;
import org.xai4j.benchmarks.experiment.Comparison;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Experiments;
import org.xai4j.benchmarks.experiment.Outcome;
import org.xai4j.benchmarks.experiment.Settings;
import org.xai4j.benchmarks.scale.WorkPlace;
import org.xai4j.core.data.Npy;
import org.xai4j.core.network.Engine;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.Progress;

/** A comparison on Spark gives the bytes of this process, and goes on here or there. */
class SparkCompareTest {
  private static final String YAML =
      """
      name: tiny
      title: Which explainer is best?
      data: rows.npz
      model: net.zip
      rows: 40
      baseline: mean
      methods:
        - gradient
        - {id: shapley-sampling, label: shapley, params: {permutations: 1}}
        - {id: input-x-gradient, label: own, baseline: BASE}
        - random
      metrics: [deletion, sparseness]
      params: {shown: saliency}
      """;

  /** Explanations, scores and the drawn method. */
  private static final int STAGES = 4 + 4 * 2 + 1;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    TinyData.writeModel(folder.resolve("net.zip"));
    int[] labels = IntStream.range(0, 40).map(row -> row % 3).toArray();
    FileData.write(folder.resolve("rows.npz"), TinyData.inputs(40), Optional.of(labels));
    Path base = folder.resolve("base.npy");
    Npy.write(base, TinyData.inputs(1));
    file =
        Files.writeString(folder.resolve("tiny.yaml"), YAML.replace("BASE", base.toString()));
  }

  private Path compare(String name, Object... more) {
    Path run = folder.resolve(name);
    List<Object> words = new ArrayList<>(List.of("compare", file, "--out", run, "--chunk", 1));
    words.addAll(List.of(more));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(err, true, StandardCharsets.UTF_8);
    int exit = Main.run(words.stream().map(String::valueOf).toArray(String[]::new), both, both);
    assertEquals(0, exit, err.toString(StandardCharsets.UTF_8));
    return run;
  }

  /** All that a comparison writes, but for times. */
  private static void assertSame(Path expected, Path actual) throws IOException {
    try (Stream<Path> all = Files.walk(expected)) {
      List<String> names =
          all.filter(Files::isRegularFile)
              .map(f -> expected.relativize(f).toString())
              .filter(f -> f.matches(".*\\.npz|results\\.csv|ranking\\.csv|scores/.*"))
              .toList();
      assertEquals(4 + 4 + 4 * 2 + 1 + 3, names.size(), names.toString());
      for (String name : names) {
        assertEquals(-1, Files.mismatch(expected.resolve(name), actual.resolve(name)), name);
      }
    }
  }

  @Test
  void partitionsChangeNoByte() throws IOException {
    Path here = compare("here");
    for (int parts : new int[] {1, 2, 7}) {
      assertSame(here, compare("in-" + parts, "--on", "local[2]", "--partitions", parts));
    }
  }

  @Test
  void executorsOfTheirOwnGiveTheSameBytes() throws IOException {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    assertSame(compare("here"), compare("there", "--on", "local-cluster[2,1,1024]"));
  }

  private Outcome run(Path out, WorkPlace place, Progress progress) {
    Experiment experiment = Experiments.get(file.toString());
    Settings settings =
        new Settings(
            false, new Execution(1, 2), Engine.standard(), DataType.FLOAT, 0, place);
    return Comparison.run(experiment, settings, out, progress, what -> {});
  }

  /** What Ctrl-C does, by the group of jobs. */
  @Test
  void cancelledJobsKeepFinishedStages() throws IOException {
    Path out = folder.resolve("cancelled");
    int enough = 7;
    Progress cancels =
        new Progress() {
          private int done;

          @Override
          public void begin(String task, long total) {
            assertEquals(STAGES, total);
          }

          @Override
          public void advance(long amount) {
            done += (int) amount;
            if (done == enough) {
              SparkContext.getOrCreate().cancelJobGroup(SparkWorkers.GROUP);
            }
          }

          @Override
          public void end() {}
        };
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class, () -> run(out, new WorkPlace("local[1]", 3), cancels));
    assertTrue(e.getMessage().contains("cancelled"), e.getMessage());
    // Goes on here from what was finished there.
    Outcome outcome = run(out, WorkPlace.LOCAL, Progress.SILENT);
    assertEquals(STAGES, outcome.stages());
    assertTrue(
        outcome.reused() >= enough && outcome.reused() < STAGES, outcome.reused() + " were kept");
    assertSame(compare("here"), out);
    assertEquals(
        STAGES, run(out, new WorkPlace("local[2]", 0), Progress.SILENT).reused(), "and there again");
  }
}
