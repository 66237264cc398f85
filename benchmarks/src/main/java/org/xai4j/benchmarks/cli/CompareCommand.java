package org.xai4j.benchmarks.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.xai4j.benchmarks.experiment.Comparison;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Experiments;
import org.xai4j.benchmarks.experiment.Outcome;
import org.xai4j.benchmarks.experiment.Ranking;
import org.xai4j.benchmarks.experiment.Settings;
import org.xai4j.benchmarks.report.Report;
import org.xai4j.core.run.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains, scores, ranks and reports. */
@Command(
    name = "compare",
    description =
        "Explains the rows of an experiment with every method, scores the explanations, ranks the"
            + " methods and writes a report.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CompareCommand implements Callable<Integer> {
  private final Streams streams;

  @Parameters(
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

  @Mixin private RunOptions run = new RunOptions();

  CompareCommand(Streams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    long start = System.nanoTime();
    Experiment chosen = Experiments.get(name);
    Experiment experiment = seed.map(chosen::withSeed).orElse(chosen);
    Path folder = out.orElse(Path.of("runs", experiment.name() + (quick ? "-quick" : "")));
    Settings settings = new Settings(quick, run.execution(), run.engine(), run.precision());
    Progress progress = run.progress(streams);
    Consumer<String> note =
        progress instanceof ConsoleProgress console ? console::note : what -> {};
    Thread farewell = new Thread(() -> farewell(folder));
    Runtime.getRuntime().addShutdownHook(farewell);
    Outcome outcome;
    try {
      outcome = Comparison.run(experiment, settings, folder, progress, note);
      Report.write(folder.resolve("report.html"), outcome);
    } finally {
      Runtime.getRuntime().removeShutdownHook(farewell);
    }
    if (!run.quiet()) {
      summarise(outcome, folder, (System.nanoTime() - start) / 1e9);
    }
    return 0;
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

  private void summarise(Outcome outcome, Path folder, double seconds) {
    PrintStream to = streams.out();
    to.printf(
        Locale.ROOT,
        "Compared %d methods by %d metrics on %d %s in %.1f s.%n",
        outcome.methods().size(),
        outcome.metrics().size(),
        outcome.predicted().length,
        outcome.dataset().noun(),
        seconds);
    if (outcome.reused() > 0) {
      to.printf(
          Locale.ROOT,
          "%d of %d stages were taken from an earlier run.%n",
          outcome.reused(),
          outcome.stages());
    }
    to.println("Mean rank over " + String.join(", ", outcome.ranking().metrics()) + ":");
    for (Ranking.Row row : outcome.ranking().rows()) {
      to.printf(
          Locale.ROOT,
          "  %-24s %5.2f  [%.2f, %.2f]%s%n",
          row.label(),
          row.rank().mean(),
          row.rank().low(),
          row.rank().high(),
          row.verdict() == Ranking.Verdict.SAME || row.verdict() == Ranking.Verdict.WORSE
              ? "  not better than the control"
              : "");
    }
    to.println("Report: " + folder.resolve("report.html"));
  }
}
