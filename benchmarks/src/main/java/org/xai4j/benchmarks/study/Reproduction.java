package org.xai4j.benchmarks.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Experiments;
import org.xai4j.benchmarks.experiment.Settings;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.network.Engine;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/**
 * What came of running a stored experiment again.
 *
 * @param compared how many files
 * @param differences one sentence per file that differs or is missing
 * @param remarks what has changed since: model, data, code, environment
 */
public record Reproduction(int compared, List<String> differences, List<String> remarks) {
  /** Copies the lists. */
  public Reproduction {
    differences = List.copyOf(differences);
    remarks = List.copyOf(remarks);
  }

  /**
   * Runs a stored experiment again in a folder of its own, and compares attributions and scores
   * byte by byte. Times are not compared.
   *
   * @param run folder of the stored run; not modified
   * @param threads worker threads, which change no byte
   * @param engine runs networks
   * @param progress hears of finished stages
   * @param note hears what is being done
   * @return what differs
   * @throws InputException if the folder holds no finished run
   */
  public static Reproduction of(
      Path run, int threads, Engine engine, Progress progress, Consumer<String> note) {
    JsonNode stored = provenance(run);
    Experiment experiment =
        Experiments.stored(stored.path("experiment").toString(), run + "/provenance.json");
    Settings settings =
        new Settings(
            stored.path("quick").asBoolean(),
            new Execution(stored.path("chunk").asInt(), threads),
            engine,
            DataType.valueOf(stored.path("precision").asText()));
    try {
      Path again = Files.createTempDirectory("xai4j-reproduce");
      try {
        Studies.run(experiment, settings, again, progress, note);
        return compare(run, again, stored, provenance(again));
      } finally {
        delete(again);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode provenance(Path run) {
    InputException.check(Files.isDirectory(run), "There is no run folder %s.", run);
    Path file = run.resolve("provenance.json");
    InputException.check(
        Files.exists(file), "The folder %s holds no finished run: it lacks provenance.json.", run);
    try {
      JsonNode node = new ObjectMapper().readTree(WholeFile.read(file));
      InputException.check(
          node.path("experiment").isObject()
              && node.path("chunk").asInt() > 0
              && node.path("precision").asText().matches("FLOAT|DOUBLE"),
          "The file %s was not written by compare.",
          file);
      return node;
    } catch (IOException e) {
      throw new InputException("The file " + file + " is damaged.", e);
    }
  }

  private static Reproduction compare(Path run, Path again, JsonNode old, JsonNode now)
      throws IOException {
    List<String> differences = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>();
    // What an earlier configuration left in the run's folder is not part of the run.
    names.addAll(files(again));
    for (String name : names) {
      Path before = run.resolve(name);
      if (!Files.exists(before)) {
        differences.add(name + " is missing in the stored run");
        continue;
      }
      long at = Files.mismatch(before, again.resolve(name));
      if (at >= 0) {
        differences.add(name + " differs from byte " + at + " on");
      }
    }
    List<String> remarks = new ArrayList<>();
    for (String key : List.of("model", "data", "build", "engine", "environment")) {
      if (!old.path(key).equals(now.path(key))) {
        remarks.add(
            key.equals("environment")
                ? "the environment was " + old.path(key) + " and is " + now.path(key)
                : "the " + key + " has changed since the run");
      }
    }
    return new Reproduction(names.size(), differences, remarks);
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(f -> folder.relativize(f).toString().replace('\\', '/'))
          .filter(f -> f.endsWith(".npz") || f.equals("results.csv") || f.startsWith("scores/"))
          .toList();
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
