package org.xai4j.benchmarks.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.xai4j.benchmarks.data.Tabular;
import org.xai4j.core.run.Progress;

/** Trains the classifier of {@link Tabular#credit}. */
public final class CreditTrainer implements Trainer {
  private static final TableTraining.Settings SETTINGS =
      new TableTraining.Settings(200, 20, 32, 1e-3, 1e-3, List.of(32, 16));

  /** Made by the {@code ServiceLoader}. */
  public CreditTrainer() {}

  @Override
  public String id() {
    return "credit";
  }

  @Override
  public String train(Path output, long seed, Progress progress) {
    return TableTraining.run("credit", Tabular.credit(), SETTINGS, output, seed, progress);
  }

  @Override
  public Optional<TableLearner> learner() {
    return Optional.of(new TableTraining.Learner(id(), SETTINGS));
  }
}
