package org.xai4j.benchmarks.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;

/** The shipped experiments, and experiments of the user's own. */
public final class Experiments {
  private static final String FOLDER = "/org/xai4j/benchmarks/experiments/";

  private Experiments() {}

  /**
   * All shipped experiments.
   *
   * @return in the order of the resource {@code index}
   */
  public static List<Experiment> shipped() {
    List<Experiment> experiments = new ArrayList<>();
    for (String name : names()) {
      experiments.add(ExperimentFile.parse(resource(name + ".yaml"), name + ".yaml"));
    }
    return experiments;
  }

  /**
   * An experiment.
   *
   * @param nameOrFile name of a shipped one, or a YAML file
   * @return the experiment; files of model and data are looked up beside the YAML file
   * @throws InputException if there is none
   */
  public static Experiment get(String nameOrFile) {
    if (names().contains(nameOrFile)) {
      return ExperimentFile.parse(resource(nameOrFile + ".yaml"), nameOrFile + ".yaml");
    }
    Path file = Path.of(nameOrFile);
    if (!Files.isRegularFile(file)) {
      throw new InputException(
          "There is no experiment '"
              + nameOrFile
              + "'"
              + Registry.suggestion(nameOrFile, names())
              + "; list them with: xai4j experiments");
    }
    String text = new String(WholeFile.read(file), StandardCharsets.UTF_8);
    Experiment parsed = ExperimentFile.parse(text, nameOrFile);
    return parsed
        .with(parsed.name(), beside(file, parsed.model()))
        .withData(beside(file, parsed.data()))
        .withCases(parsed.cases().stream().map(c -> beside(file, c)).toList());
  }

  private static Experiment.Case beside(Path experiment, Experiment.Case c) {
    return new Experiment.Case(
        beside(experiment, c.data()),
        c.models().stream().map(model -> beside(experiment, model)).toList(),
        c.baselines().stream().map(baseline -> beside(experiment, baseline)).toList(),
        c.groups(),
        c.methods(),
        c.params());
  }

  /** A file beside the experiment by its full path, and what is none as it is. */
  private static String beside(Path experiment, String name) {
    Path file = experiment.toAbsolutePath().resolveSibling(name);
    return Files.isRegularFile(file) ? file.normalize().toString() : name;
  }

  /**
   * Writes an experiment as {@link #get} reads it.
   *
   * @param file overwritten
   * @param experiment any
   */
  public static void write(Path file, Experiment experiment) {
    byte[] yaml = ExperimentFile.text(experiment).getBytes(StandardCharsets.UTF_8);
    WholeFile.write(file, out -> out.write(yaml));
  }

  /**
   * An experiment as {@link Experiment#describe()} gave it.
   *
   * @param json its text
   * @param where names it in messages
   * @return the experiment
   */
  public static Experiment stored(String json, String where) {
    return ExperimentFile.parse(json, where);
  }

  private static List<String> names() {
    return resource("index").lines().map(String::strip).filter(s -> !s.isEmpty()).toList();
  }

  private static String resource(String name) {
    try (InputStream in = Experiments.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + FOLDER + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
