package org.xai4j.benchmarks.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.xai4j.benchmarks.training.Trainer;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains the model of an experiment. */
@Command(
    name = "train",
    description = "Trains the model of an experiment anew.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Parameters(paramLabel = "EXPERIMENT", description = "For example mnist.")
  private String name = "";

  @Option(
      names = "--output",
      paramLabel = "MODEL.zip",
      description = "The model (default: runs/train/EXPERIMENT.zip).")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of all randomness (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  TrainCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    Trainer trainer = trainer();
    Path file = output.orElse(Path.of("runs", "train", name + ".zip"));
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InputException(
          "The file " + file + " cannot be written: " + folder + " is no folder.", e);
    }
    Progress progress =
        quiet ? Progress.SILENT : new ConsoleProgress(streams.err(), ConsoleProgress.terminal());
    String message = trainer.train(file, seed, progress);
    if (!quiet) {
      streams.out().println(message);
      streams.out().println("Wrote " + file);
    }
    return 0;
  }

  private Trainer trainer() {
    Map<String, Trainer> known = new TreeMap<>();
    ServiceLoader.load(Trainer.class).forEach(t -> known.put(t.id(), t));
    return Registry.named("training for", name, known);
  }
}
