package org.xai4j.benchmarks.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.api.Model;
import org.xai4j.benchmarks.data.Dataset;
import org.xai4j.benchmarks.data.Datasets;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.training.MaskedTuning;
import org.xai4j.benchmarks.training.Trainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains the model of an experiment, or trains a model on with features removed. */
@Command(
    name = "train",
    description =
        "Trains the model of an experiment anew, or fine-tunes a model with random features"
            + " removed.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Parameters(
      paramLabel = "EXPERIMENT",
      description =
          "For example mnist; with --masked a shipped network, or a .zip file of"
              + " Deeplearning4j.")
  private String name = "";

  @Option(
      names = "--output",
      paramLabel = "MODEL.zip",
      description =
          "The model (default: runs/train/EXPERIMENT.zip, or" + " EXPERIMENT-masked.zip).")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of all randomness (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--masked",
      paramLabel = "SHARE",
      description =
          "Fine-tunes with this share of the features removed at random, for f-fidelity-plus and"
              + " f-fidelity-minus, whose beta it is.")
  private Optional<Double> masked = Optional.empty();

  @Option(
      names = "--data",
      paramLabel = "ID|FILE.npz",
      description =
          "The rows to fine-tune on: a data set, or a file with inputs and labels (default: those"
              + " of the shipped model).")
  private String data = "";

  @Option(
      names = "--baseline",
      paramLabel = "WHAT",
      defaultValue = "zeros",
      description =
          "What stands for removed features: zeros, mean, a number or an .npy file (default:"
              + " ${DEFAULT-VALUE}).")
  private String baseline = "zeros";

  @Option(
      names = "--groups",
      paramLabel = "HOW",
      defaultValue = "none",
      description =
          "Features that are removed together, as in explain (default: ${DEFAULT-VALUE}).")
  private String groups = "none";

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Of the fine-tuning, at most (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "0.001",
      description = "Adam's, of the fine-tuning (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(names = "--quiet", description = "No progress.")
  private boolean quiet;

  TrainCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    InputException.check(
        masked.isPresent() || data.isEmpty(),
        "--data names rows to fine-tune on; give --masked 0.1, too, or leave it out.");
    Training training = masked.isPresent() ? tuning(masked.get()) : trainer()::train;
    Path file = output.orElse(Path.of("runs", "train", plain() + ".zip"));
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InputException(
          "The file " + file + " cannot be written: " + folder + " is no folder.", e);
    }
    Progress progress =
        quiet ? Progress.SILENT : new ConsoleProgress(streams.err(), ConsoleProgress.terminal());
    String message = training.train(file, seed, progress);
    if (!quiet) {
      streams.out().println(message);
      streams.out().println("Wrote " + file);
    }
    return 0;
  }

  /** Trains, writes the file, and says in a sentence how good the model is. */
  private interface Training {
    String train(Path file, long seed, Progress progress);
  }

  private String plain() {
    String file = String.valueOf(Path.of(name).getFileName()).replaceFirst("\\.zip$", "");
    return masked.isPresent() ? file + "-masked" : file;
  }

  private Training tuning(double share) {
    MaskedTuning tuning =
        new MaskedTuning(
            share, Baseline.parse(baseline), FeatureGroups.parse(groups), epochs, rate);
    Model model = Models.trainable(name);
    Dataset rows = rows();
    InputException.check(
        rows.labelled(), "The data %s have no labels, which fine-tuning needs.", rows.id());
    Samples test = rows.test();
    Samples train = rows.train().orElse(test);
    return (file, from, progress) -> {
      OutputFile.apart(file, List.of(Path.of(name)));
      return tuning.run(name, model, train, test, file, from, progress)
          + (rows.train().isPresent() ? "" : " The rows tested are those learnt from.");
    };
  }

  /** The rows that are named, or those that a shipped model belongs to. */
  private Dataset rows() {
    if (!data.isEmpty()) {
      return Datasets.get(data, Map.of());
    }
    return ServiceLoader.load(Dataset.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(known -> name.equals(known.id()) || name.startsWith(known.id() + "-"))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "The rows of "
                        + name
                        + " are not known; give --data FILE.npz with inputs and labels."));
  }

  private Trainer trainer() {
    Map<String, Trainer> known = new TreeMap<>();
    ServiceLoader.load(Trainer.class).forEach(t -> known.put(t.id(), t));
    return Registry.named("training for", name, known);
  }
}
