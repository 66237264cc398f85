package org.xai4j.benchmarks.scale.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.benchmarks.TinyData;
import org.xai4j.benchmarks.cli.Main;
import org.xai4j.benchmarks.data.FileData;
import org.xai4j.core.data.Npy;

/** Runs on Spark that are ended from outside, in processes of their own, go on with what is left. */
@DisabledOnOs(OS.WINDOWS)
class SparkEndedTest {
  private static final int ROWS = 333;

  @TempDir Path folder;

  @BeforeEach
  void write() throws IOException {
    TinyData.writeModel(folder.resolve("net.zip"));
    Npy.write(folder.resolve("x.npy"), TinyData.inputs(ROWS));
    int[] labels = IntStream.range(0, ROWS).map(row -> row % 3).toArray();
    FileData.write(folder.resolve("rows.npz"), TinyData.inputs(ROWS), Optional.of(labels));
    Files.createDirectories(Path.of(System.getenv("SPARK_HOME"), "jars"));
  }

  /** A slow explanation of all rows. */
  private List<String> explain(String output, String... more) {
    List<String> words = new ArrayList<>(List.of("explain", "--method", "kernel-shap"));
    words.addAll(List.of("-P", "samples=3000", "--chunk", "4", "--threads", "1"));
    words.addAll(List.of("--model", "" + folder.resolve("net.zip")));
    words.addAll(List.of("--input", "" + folder.resolve("x.npy")));
    words.addAll(List.of("--output", "" + folder.resolve(output)));
    words.addAll(List.of(more));
    return words;
  }

  private static String done(List<String> words) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
    int exit = Main.run(words.toArray(String[]::new), both, both);
    assertEquals(0, exit, said.toString(StandardCharsets.UTF_8));
    return said.toString(StandardCharsets.UTF_8);
  }

  private Process start(List<String> words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Packages that Spark needs to be open, as they are here.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-"))
        .forEach(command::add);
    command.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(words);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private void await(Process child, BooleanSupplier there) throws Exception {
    for (int i = 0; i < 10_000 && child.isAlive() && !there.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertTrue(child.isAlive(), "ended early: " + Files.readString(folder.resolve("log")));
    assertTrue(there.getAsBoolean(), "nothing is finished");
  }

  private static long count(Path place, String name) {
    if (!Files.isDirectory(place)) {
      return 0;
    }
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(file -> file.getFileName().toString().matches(name)).count();
    } catch (IOException | UncheckedIOException e) {
      // A folder that was there is gone.
      return 0;
    }
  }

  /** All columns of a table, as text. */
  private List<String> table(String name) {
    SparkSession session =
        SparkSession.builder().master("local[1]").config("spark.ui.enabled", false).getOrCreate();
    try {
      return session
          .read()
          .parquet(folder.resolve(name).toString())
          .orderBy("row")
          .collectAsList()
          .stream()
          .map(Row::json)
          .toList();
    } finally {
      session.stop();
    }
  }

  @Test
  void aTableGoesOnAfterAKill() throws Exception {
    String[] on = {"--on", "local[1]", "--partitions", "9"};
    Path output = folder.resolve("a.parquet");
    Process child = start(explain("a.parquet", on));
    await(child, () -> count(output, "part-.*\\.parquet") >= 2);
    child.destroyForcibly().waitFor();
    assertFalse(Files.exists(output.resolve("_SUCCESS")), "the run had ended before");
    String rest = done(explain("a.parquet", on));
    assertTrue(rest.matches("(?s).*\\d+ of 333 rows are kept from an earlier run.*"), rest);
    assertFalse(rest.contains(": 333 rows"), rest);
    done(explain("b.parquet", "--on", "local[2]", "--partitions", "2"));
    List<String> whole = table("b.parquet");
    assertEquals(ROWS, whole.size());
    assertEquals(whole, table("a.parquet"));
  }

  @Test
  void tablesOfOtherOptionsAreNotKept() throws IOException {
    Path output = Files.createDirectories(folder.resolve("a.parquet"));
    Path old = output.resolve("part-%015d-%015d-0123456789abcdef.parquet".formatted(0, 32));
    Files.write(old, new byte[10]);
    List<String> words = explain("a.parquet", "--on", "local[2]");
    words.set(words.indexOf("samples=3000"), "samples=50");
    String said = done(words);
    assertTrue(said.contains("explained anew"), said);
    assertFalse(Files.exists(old));
    assertEquals(ROWS, table("a.parquet").size());
  }

  @Test
  void anExecutorThatIsKilledChangesNoByte() throws Exception {
    Process child =
        start(explain("a.npy", "--on", "local-cluster[2,1,1024]", "--partitions", "9"));
    await(child, () -> Files.exists(folder.resolve(".a.npy.json")));
    List<ProcessHandle> executors =
        child
            .descendants()
            .filter(p -> p.info().command().orElse("").endsWith("java"))
            .toList();
    assertFalse(executors.isEmpty(), "there is no executor");
    assertTrue(executors.get(0).destroyForcibly());
    assertTrue(child.waitFor(100, TimeUnit.SECONDS), "it takes too long");
    assertEquals(0, child.exitValue(), Files.readString(folder.resolve("log")));
    done(explain("b.npy"));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("b.npy")), Files.readAllBytes(folder.resolve("a.npy")));
  }

  /** Whether this process was started in the background of a shell, which processes inherit. */
  private static boolean interruptsAreIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.exists(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  @Test
  void theInterruptKeyKeepsFinishedStages() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("slow.yaml"),
            """
            name: slow
            title: Which explainer is best?
            data: rows.npz
            model: net.zip
            rows: 333
            baseline: mean
            methods:
              - gradient
              - {id: shapley-sampling, params: {permutations: 300}}
            metrics: [sparseness]
            params: {shown: saliency}
            """);
    Path out = folder.resolve("run");
    List<String> compare = List.of("compare", "" + file, "--chunk", "1", "--out");
    List<String> there = new ArrayList<>(compare);
    there.addAll(List.of("" + out, "--on", "local[1]", "--partitions", "9"));
    Process child = start(there);
    await(child, () -> count(out, ".*\\.npz") > 0);
    boolean ignored = interruptsAreIgnored();
    new ProcessBuilder("kill", ignored ? "-TERM" : "-INT", "" + child.pid()).start().waitFor();
    assertTrue(child.waitFor(60, TimeUnit.SECONDS), "it does not end");
    String said = Files.readString(folder.resolve("log"));
    assertEquals(ignored ? 143 : 130, child.exitValue(), said);
    assertTrue(said.contains("finished stages are kept"), said);
    assertFalse(said.contains("Internal error"), said);
    assertFalse(Files.exists(out.resolve("results.csv")), "the run had ended before");
    done(there);
    Path here = folder.resolve("here");
    List<String> local = new ArrayList<>(compare);
    local.add("" + here);
    done(local);
    for (String name : List.of("results.csv", "ranking.csv")) {
      assertEquals(-1, Files.mismatch(here.resolve(name), out.resolve(name)), name);
    }
  }
}
