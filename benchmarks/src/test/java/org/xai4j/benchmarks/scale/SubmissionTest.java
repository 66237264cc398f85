package org.xai4j.benchmarks.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.benchmarks.cli.Main;
import org.xai4j.core.run.InputException;

/** What spark-submit is asked to run. */
class SubmissionTest {
  private static final List<String> WORDS =
      List.of("compare", "mnist", "--on", "yarn", "--out", "runs/a b");

  @TempDir Path folder;

  private static Submission submission(String on, Map<String, String> spark) {
    return new Submission(new WorkPlace(on, 0, spark), WORDS);
  }

  @Test
  void theCommandNamesMasterSettingsJarAndWords() {
    Map<String, String> settings =
        Map.of("spark.executor.memory", "4g", "spark.executor.instances", "8");
    assertEquals(
        List.of(
            "/spark/bin/spark-submit",
            "--master",
            "yarn",
            "--deploy-mode",
            "client",
            "--conf",
            "spark.executor.instances=8",
            "--conf",
            "spark.executor.memory=4g",
            "/here/xai4j-benchmarks-spark.jar",
            "compare",
            "mnist",
            "--on",
            "yarn",
            "--out",
            "runs/a b"),
        submission("yarn", settings)
            .command(
                Path.of("/spark/bin/spark-submit"), Path.of("/here/xai4j-benchmarks-spark.jar")));
    String master = "k8s://https://10.0.0.1:6443";
    assertEquals(
        List.of("s", "--master", master, "--deploy-mode", "client", "j"),
        submission(master, Map.of()).command(Path.of("s"), Path.of("j")).subList(0, 6));
  }

  @Test
  void theProgramIsThatOfSparkHomeElseThatOfThePath() throws IOException {
    Path home = folder.resolve("spark");
    Path other = Files.createDirectories(folder.resolve("bin"));
    Map<String, String> environment =
        Map.of("SPARK_HOME", home.toString(), "PATH", "/nowhere:" + other);
    Submission yarn = submission("yarn", Map.of());
    InputException absent = assertThrows(InputException.class, () -> yarn.program(environment));
    assertTrue(String.valueOf(absent.getMessage()).contains("set SPARK_HOME"));
    Path inPath = program(other);
    assertEquals(inPath, yarn.program(environment));
    Path inHome = program(Files.createDirectories(home.resolve("bin")));
    assertEquals(inHome, yarn.program(environment));
  }

  private static Path program(Path folder) throws IOException {
    Path program = Files.writeString(folder.resolve("spark-submit"), "#!/bin/sh\nexit 3\n");
    assertTrue(program.toFile().setExecutable(true));
    return program;
  }

  @Test
  void theJarLiesBesideTheClasses() throws IOException {
    Submission yarn = submission("yarn", Map.of());
    Optional<Path> own = Optional.of(folder.resolve("xai4j-benchmarks.jar"));
    InputException absent = assertThrows(InputException.class, () -> yarn.jar(own));
    assertTrue(String.valueOf(absent.getMessage()).contains("-Pspark,spark-submit"));
    Path jar = Files.createFile(folder.resolve("xai4j-benchmarks-spark.jar"));
    assertEquals(jar, yarn.jar(own));
  }

  @Test
  void settingsThatDoNotFitAreRefused() {
    String[][] wrong = {
      {"local", "spark.executor.memory=4g", "leave --spark out"},
      {"local[2]", "executor.memory=4g", "begin with spark."},
      {"yarn", "spark.master=local", "that of --on"},
      {"yarn", "spark.submit.deployMode=cluster", "the driver is this machine"},
    };
    for (String[] line : wrong) {
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      PrintStream both = new PrintStream(err, true, StandardCharsets.UTF_8);
      String[] words = {"compare", "mnist", "--on", line[0], "--spark", line[1]};
      assertEquals(2, Main.run(words, both, both));
      String said = err.toString(StandardCharsets.UTF_8);
      assertTrue(said.contains(line[2]), said);
    }
  }
}
