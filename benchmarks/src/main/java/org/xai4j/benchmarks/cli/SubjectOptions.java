package org.xai4j.benchmarks.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xai4j.benchmarks.audit.AuditSettings;
import org.xai4j.benchmarks.audit.AuditSubject;
import org.xai4j.benchmarks.audit.CardSubject;
import org.xai4j.benchmarks.audit.CardSubjectReader;
import org.xai4j.benchmarks.audit.SubjectReader;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Experiments;
import org.xai4j.benchmarks.training.TableLearner;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Model;
import org.xai4j.core.run.InputException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A model, a table and its groups: what an audit or a card is of. */
final class SubjectOptions {
  /** The groups of the loans, where none are named. */
  private static final List<String> CREDIT =
      List.of("sex=personal_status:woman", "age:25", "foreign worker=foreign_worker");

  @Parameters(
      arity = "0..1",
      paramLabel = "EXPERIMENT",
      description = "A shipped experiment on a table, such as credit, with its model and data.")
  private String experiment = "";

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--input",
      paramLabel = "FILE|DATA",
      description =
          "The table, its first line naming the columns, or a data set's id; for a card of other"
              + " models also .npy or .npz.")
  private String input = "";

  @Option(
      names = {"--labels", "--label"},
      paramLabel = "COLUMN|FILE",
      description =
          "The column of the table that holds the labels: classes from 0 on, or names; for a card of"
              + " arrays a file of them.")
  private String labels = "";

  @Option(
      names = "--protected",
      split = ",",
      paramLabel = "COLUMN,…",
      description =
          "Protected attributes, which the model need not see: COLUMN, COLUMN:CUT (age:25),"
              + " COLUMN:LABEL against all others, NAME=COLUMN:LABEL; housing_* for one-hot columns.")
  private List<String> attributes = List.of();

  @Option(
      names = "--train",
      paramLabel = "FILE.csv",
      description = "The table that the model was trained on, for shift and background.")
  private Optional<Path> train = Optional.empty();

  @Option(
      names = "--columns",
      paramLabel = "SCHEMA.json|NAMES",
      description =
          "The columns that the model takes, in its order (default: all but the labels; without the"
              + " attributes if that fits the model).")
  private String columns = "";

  @Option(
      names = "--favourable",
      paramLabel = "CLASS",
      description = "The class that is good to get (default: the second of two).")
  private String favourable = "";

  @Option(
      names = "--threshold",
      paramLabel = "VALUE",
      description = "From which value on the answer of a regression is favourable.")
  private Optional<Double> threshold = Optional.empty();

  @Option(
      names = "--draws",
      paramLabel = "N",
      description = "Draws of bootstraps and permutations (default: ${DEFAULT-VALUE}).",
      defaultValue = "1000")
  private int draws = 1000;

  @Option(
      names = "--explained",
      paramLabel = "N",
      description = "Rows that are explained, at most (default: ${DEFAULT-VALUE}).",
      defaultValue = "200")
  private int explained = 200;

  @Option(
      names = "--retrained",
      paramLabel = "N",
      description =
          "Trainings of each reference model with and without an attribute, whose figures are"
              + " averaged; 0 for none (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private int retrained = 1;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of all randomness (default: ${DEFAULT-VALUE}).",
      defaultValue = "0")
  private long seed;

  /** Made by the parser. */
  SubjectOptions() {}

  /** A name for files. */
  String name() {
    return experiment.isEmpty() ? OwnOptions.stem(model.path()) : experiment;
  }

  AuditSettings settings(RunOptions run) {
    InputException.check(draws >= 100, "The draws are 100 or more, not %d.", draws);
    InputException.check(explained >= 10, "The rows explained are 10 or more, not %d.", explained);
    InputException.check(
        retrained >= 0 && retrained <= 50, "Trainings are 0 to 50, not %d.", retrained);
    return new AuditSettings(
        draws,
        seed,
        explained,
        retrained,
        Context.standard().with(run.execution()).with(run.engine()));
  }

  private Optional<Experiment> shipped() {
    return experiment.isEmpty() ? Optional.empty() : Optional.of(Experiments.get(experiment));
  }

  /** The model as it is read. */
  Model model(RunOptions run) {
    InputException.check(
        experiment.isEmpty() == model.given(),
        "Name a shipped experiment, such as credit, or a model of your own with --model.");
    return shipped()
        .map(e -> (Model) Models.read(id(e)).as(run.precision()))
        .orElseGet(() -> model.read(run));
  }

  /** What is known of a shipped model's training; empty for others. */
  Map<String, String> training() {
    String id = shipped().map(this::id).orElseGet(() -> model.path().toString());
    return id.matches("[a-z0-9-]+") ? Models.training(id) : Map.of();
  }

  /** The model of a shipped experiment; of those that make theirs, the one of their name. */
  private String id(Experiment shipped) {
    return shipped.model().isEmpty() ? shipped.name() : shipped.model();
  }

  /** What a card that no audit gives is of; nothing where an audit gives it. */
  Optional<CardSubject> other(RunOptions run) {
    Model read = model(run);
    String rows = rows();
    if (CardSubjectReader.audited(read, rows, threshold.isPresent())) {
      return Optional.empty();
    }
    return Optional.of(
        new CardSubjectReader(
                shipped().map(this::id).orElseGet(() -> OwnOptions.stem(model.path())),
                read,
                rows,
                labels,
                columns,
                training())
            .read());
  }

  private String rows() {
    String rows = input.isEmpty() ? shipped().map(Experiment::data).orElse("") : input;
    InputException.check(!rows.isEmpty(), "Name the rows with --input.");
    return rows;
  }

  AuditSubject read(RunOptions run) {
    Model read = model(run);
    Optional<Experiment> shipped = shipped();
    String rows = rows();
    List<String> named = attributes.isEmpty() && rows.equals("credit") ? CREDIT : attributes;
    return new SubjectReader(
            read,
            Context.standard().with(run.engine()).predictor(read.probabilities()),
            shipped.map(this::id).orElseGet(() -> OwnOptions.stem(model.path())),
            rows,
            labels,
            train,
            columns,
            named,
            favourable,
            threshold,
            shipped.flatMap(e -> TableLearner.of(id(e))).orElseGet(TableLearner::reference))
        .read();
  }
}
