package org.xai4j.benchmarks.training;

import java.nio.file.Path;
import java.util.Optional;
import org.xai4j.core.run.Progress;

/** Trains the model of an experiment. Made known by a {@code ServiceLoader} entry. */
public interface Trainer {
  /**
   * The id of the model.
   *
   * @return as in experiments
   */
  String id();

  /**
   * Trains and writes the model.
   *
   * @param output file of the model, in a folder that exists
   * @param seed of all randomness
   * @param progress hears the epochs
   * @return one sentence on how good the model is
   * @throws org.xai4j.core.run.InputException if the file cannot be written
   */
  String train(Path output, long seed, Progress progress);

  /**
   * The same training on other rows and columns of a table.
   *
   * @return nothing for models of other inputs
   */
  default Optional<TableLearner> learner() {
    return Optional.empty();
  }
}
