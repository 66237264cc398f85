package org.xai4j.benchmarks.scale.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.benchmarks.TinyData;
import org.xai4j.benchmarks.cli.Main;
import org.xai4j.benchmarks.scale.WorkPlace;
import org.xai4j.benchmarks.scale.WorkUnit;
import org.xai4j.benchmarks.scale.Workers;
import org.xai4j.core.data.Npy;
import org.xai4j.core.run.Progress;

/** The same bytes on Spark as here, whatever the partitions and however often a task is tried. */
class SparkRowsTest {
  private static final int ROWS = 333;
  private static final int TASKS = 7;

  @TempDir Path folder;

  private String explain(Path output, int code, Object... more) {
    Path model = folder.resolve("net.zip");
    Path inputs = folder.resolve("x.npy");
    if (!Files.exists(model)) {
      TinyData.writeModel(model);
      Npy.write(inputs, TinyData.inputs(ROWS));
    }
    List<Object> words = new ArrayList<>(List.of("explain", "--model", model, "--input", inputs));
    words.addAll(List.of("--output", output, "--chunk", 4, "--method", "shapley-sampling"));
    words.addAll(List.of("-P", "permutations=2", "--baseline", "mean"));
    words.addAll(List.of(more));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(err, true, StandardCharsets.UTF_8);
    int exit = Main.run(words.stream().map(String::valueOf).toArray(String[]::new), both, both);
    assertEquals(code, exit, err.toString(StandardCharsets.UTF_8));
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void partitionsChangeNoByte() throws IOException {
    Path here = folder.resolve("here.npy");
    explain(here, 0);
    for (int partitions : new int[] {1, 2, 7}) {
      Path there = folder.resolve("there.npy");
      explain(there, 0, "--on", "local[2]", "--partitions", partitions);
      assertArrayEquals(Files.readAllBytes(here), Files.readAllBytes(there), partitions + " parts");
    }
  }

  @Test
  void executorsOfTheirOwnGiveTheSameBytes() throws IOException {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    Path here = folder.resolve("here.npy");
    Path there = folder.resolve("there.npy");
    explain(here, 0);
    explain(there, 0, "--on", "local-cluster[2,1,1024]", "--partitions", 4);
    assertArrayEquals(Files.readAllBytes(here), Files.readAllBytes(there));
  }

  @Test
  void whatClustersDoNotTakeIsSaid() {
    String said = explain(folder.resolve("a.csv"), 2, "--on", "local[2]");
    assertTrue(said.contains("leave --on out"), said);
    String place = explain(folder.resolve("a.npy"), 2, "--on", "mars");
    assertTrue(place.contains("no place 'mars'"), place);
  }

  @Test
  void aTaskThatFailsOnceLosesAndDoublesNothing() {
    Path mark = folder.resolve("failed");
    int[] seen = seen("local[2,3]", index -> new FailsOnce(index, mark.toString(), false));
    assertTrue(Files.exists(mark), "no task failed");
    assertArrayEquals(once(), seen);
  }

  @Test
  void anExecutorThatDiesLosesAndDoublesNothing() throws IOException {
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
    Path mark = folder.resolve("died");
    int[] seen =
        seen("local-cluster[2,1,1024]", index -> new FailsOnce(index, mark.toString(), true));
    assertTrue(Files.exists(mark), "no executor died");
    assertArrayEquals(once(), seen);
  }

  private static int[] once() {
    int[] once = new int[TASKS];
    Arrays.fill(once, 1);
    return once;
  }

  /** How often the driver sees the result of each task. */
  private static int[] seen(String on, IntFunction<WorkUnit<Integer>> work) {
    int[] seen = new int[TASKS];
    try (Workers workers = new WorkPlace(on, 0).open("failures", what -> {})) {
      workers.run(
          IntStream.range(0, TASKS).mapToObj(work).toList(),
          index -> seen[index]++,
          Progress.SILENT);
    }
    return seen;
  }

  /**
   * Gives its index; the fifth fails the first time that it is asked.
   *
   * @param index of the task
   * @param mark a file that tells it has failed
   * @param dies whether the whole process ends
   */
  private record FailsOnce(int index, String mark, boolean dies) implements WorkUnit<Integer> {
    @Override
    public String name() {
      return "task " + index;
    }

    @Override
    public long size() {
      return 1;
    }

    @Override
    public void run(Consumer<Integer> sink, Progress progress) {
      sink.accept(index);
      if (index == 4 && Path.of(mark).toFile().mkdir()) {
        if (dies) {
          Runtime.getRuntime().halt(1);
        }
        throw new IllegalStateException("the task is lost");
      }
    }
  }
}
