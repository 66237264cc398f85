package org.xai4j.benchmarks.scale;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.xai4j.core.run.InputException;

/**
 * A command as the {@code spark-submit} of a cluster's installation runs it: the driver on this
 * machine, where the files are, the executors where the cluster's manager puts them.
 *
 * @param place YARN or Kubernetes, and settings of Spark
 * @param words of the command, its name first
 */
record Submission(WorkPlace place, List<String> words) {
  private static final String PROGRAM = "spark-submit";

  /** Copies the words. */
  Submission {
    words = List.copyOf(words);
  }

  /** Whether spark-submit has started this process, for which it sets Spark's settings. */
  static boolean submitted() {
    return System.getProperty("spark.master") != null;
  }

  /**
   * Runs it and waits for its end; what it says goes where this process says things.
   *
   * @param environment in which spark-submit is looked for
   * @return its exit code
   * @throws InputException if spark-submit or the jar for it is absent
   */
  int run(Map<String, String> environment) {
    List<String> command = command(program(environment), jar(own()));
    Process process;
    try {
      process = new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      throw new InputException(
          "The program " + command.get(0) + " cannot be started: " + e.getMessage() + ".", e);
    }
    // It is told of Ctrl-C by the terminal, but not of the end of this process alone.
    Thread ends =
        new Thread(
            () -> {
              process.destroy();
              await(process);
            });
    Runtime.getRuntime().addShutdownHook(ends);
    int code = await(process);
    Runtime.getRuntime().removeShutdownHook(ends);
    return code;
  }

  private static int await(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /** What is run. */
  List<String> command(Path program, Path jar) {
    List<String> command = new ArrayList<>(List.of(program.toString(), "--master", place.on()));
    command.addAll(List.of("--deploy-mode", "client"));
    // In the order of their keys, so that the same settings give the same command.
    new TreeMap<>(place.spark())
        .forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    command.add(jar.toString());
    command.addAll(words);
    return command;
  }

  /** The spark-submit of SPARK_HOME, else that of the path. */
  Path program(Map<String, String> environment) {
    String home = environment.getOrDefault("SPARK_HOME", "");
    Stream<Path> places =
        Stream.concat(
            Stream.of(home).filter(h -> !h.isEmpty()).map(h -> Path.of(h, "bin")),
            Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of));
    return places
        .map(folder -> folder.resolve(PROGRAM))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "--on "
                        + place.on()
                        + " is reached by spark-submit, which is neither in SPARK_HOME/bin nor on"
                        + " the path; set SPARK_HOME to the folder of the cluster's Spark 4.0."));
  }

  /** Where this class comes from. */
  private static Optional<Path> own() {
    var source = Submission.class.getProtectionDomain().getCodeSource();
    try {
      return source == null ? Optional.empty() : Optional.of(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class path entry is a file", e);
    }
  }

  /** The jar for spark-submit, which the build makes beside the others. */
  Path jar(Optional<Path> own) {
    return own.map(file -> file.resolveSibling("xai4j-benchmarks-spark.jar"))
        .filter(Files::isRegularFile)
        .orElseThrow(
            () ->
                new InputException(
                    "The jar that spark-submit takes is not built; make it with mvn package"
                        + " -Pspark,spark-submit -DskipTests -pl benchmarks -am."));
  }
}
