package org.xai4j.benchmarks.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Experiments;
import org.xai4j.benchmarks.experiment.Pilot;
import org.xai4j.benchmarks.experiment.Settings;
import org.xai4j.benchmarks.scale.ScaleOptions;
import org.xai4j.benchmarks.study.Studies;
import org.xai4j.benchmarks.tracking.MlflowRun;
import org.xai4j.benchmarks.tracking.MlflowServer;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains, scores, ranks and reports. */
@Command(
    name = "compare",
    description =
        "Explains the rows of an experiment, or of a model and rows of one's own, with every"
            + " method, scores the explanations, ranks the methods and writes a report.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CompareCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Parameters(
      arity = "0..1",
      paramLabel = "EXPERIMENT",
      description = "A shipped experiment (see: xai4j experiments) or a YAML file.")
  private String name = "";

  @Option(names = "--quick", description = "Few rows, for a first look.")
  private boolean quick;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the run (default: runs/EXPERIMENT, with -quick for a quick run).")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of all randomness (default: the experiment's).")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Recordings of one subject, for experiments that take them (p300), or the id of a data set"
              + " (default: the experiment's).")
  private Optional<String> data = Optional.empty();

  @Option(
      names = "--mlflow",
      paramLabel = "URI",
      description =
          "Also logs the finished run on an MLflow server, such as http://localhost:5000: settings,"
              + " scores, report, tables and attributions.")
  private Optional<String> mlflow = Optional.empty();

  @Mixin private OwnOptions own = new OwnOptions();
  @Mixin private ScaleOptions scale = new ScaleOptions();
  @Mixin private RunOptions run = new RunOptions();

  CompareCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    return scale.submit().orElseGet(this::here);
  }

  /** With this process as the driver. */
  private int here() {
    Instant begun = Instant.now();
    InputException.check(
        own.given() == name.isEmpty() && !(own.given() && data.isPresent()),
        "Name an experiment (see: xai4j experiments), or give a model and rows of your own with"
            + " --model and --input.");
    String suffix = (data.isPresent() ? "-data" : "") + (quick ? "-quick" : "");
    Path folder =
        out.orElseGet(() -> Path.of("runs", (own.given() ? own.name() : name()) + suffix));
    Optional<MlflowServer> server = mlflow.map(uri -> new MlflowServer(uri, System.getenv()));
    Experiment experiment = experiment(folder);
    // Asked for before the work, so that a wrong address costs nothing.
    Optional<String> logged = server.map(s -> s.experiment(experiment.name()));
    own.save(experiment);
    Settings settings =
        new Settings(
            quick, run.execution(), run.engine(), run.precision(), run.memory(), scale.place());
    InputException.check(
        settings.place().local() || experiment.study().equals(Experiment.COMPARISON),
        "The experiment %s is a study of its own, which is done in this process; leave --on out.",
        experiment.name());
    if (own.given() && !run.quiet()) {
      streams.err().println("xai4j: " + Pilot.sentence(experiment, settings, folder));
    }
    long start = System.nanoTime();
    Progress progress = run.progress(streams);
    Consumer<String> note =
        progress instanceof ConsoleProgress console ? console::note : what -> {};
    Thread farewell = new Thread(() -> farewell(folder));
    Runtime.getRuntime().addShutdownHook(farewell);
    List<String> summary;
    try {
      summary = Studies.run(experiment, settings, folder, progress, note);
    } finally {
      Runtime.getRuntime().removeShutdownHook(farewell);
    }
    if (!run.quiet()) {
      summary.forEach(streams.out()::println);
      streams.out().printf(Locale.ROOT, "%.1f s.%n", (System.nanoTime() - start) / 1e9);
      streams.out().println("Report: " + folder.resolve("report.html"));
    }
    server.ifPresent(s -> log(s, logged.orElseThrow(), experiment, folder, summary, begun));
    return 0;
  }

  private void log(
      MlflowServer server,
      String id,
      Experiment experiment,
      Path folder,
      List<String> summary,
      Instant begun) {
    Map<String, Object> asked = new LinkedHashMap<>(experiment.describe());
    asked.put("quick", quick);
    asked.put("precision", run.precision());
    asked.put("engine", run.engine().id());
    String made;
    try {
      made = MlflowRun.log(server, id, asked, folder, summary, begun);
    } catch (InputException e) {
      throw new InputException(
          String.valueOf(e.getMessage())
              + " All is kept in "
              + folder
              + ", and the same command logs it.",
          e);
    }
    if (!run.quiet()) {
      streams.out().println("MLflow: run " + made + " of experiment " + experiment.name());
    }
  }

  private String name() {
    return Experiments.get(name).name();
  }

  private Experiment experiment(Path folder) {
    Experiment chosen =
        own.given() ? own.experiment(run, folder, streams.err()) : Experiments.get(name);
    Experiment seeded = seed.map(chosen::withSeed).orElse(chosen);
    return data.map(d -> seeded.withData(absolute(d))).orElse(seeded);
  }

  /** A folder by its absolute path, so that the run can be reproduced from anywhere. */
  private static String absolute(String data) {
    Path folder = Path.of(data);
    return Files.exists(folder) ? folder.toAbsolutePath().normalize().toString() : data;
  }

  private void farewell(Path folder) {
    streams
        .err()
        .println(
            System.lineSeparator()
                + "Interrupted: finished stages are kept in "
                + folder
                + "; the same command goes on from there.");
  }
}
