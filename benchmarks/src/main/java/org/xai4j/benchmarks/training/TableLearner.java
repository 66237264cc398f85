package org.xai4j.benchmarks.training;

import java.util.ServiceLoader;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.network.Predictor;

/**
 * Learns to tell two classes from table rows, to see what a model would do without some of its
 * columns.
 */
public interface TableLearner {
  /**
   * What it is, for sentences.
   *
   * @return such as "logistic regression"
   */
  String words();

  /**
   * Learns.
   *
   * @param schema columns of the rows
   * @param rows [n][d], finite
   * @param labels 0 or 1, both at least once
   * @param seed of all randomness
   * @return probabilities of the two classes [m, 2]
   */
  Predictor learn(TableSchema schema, double[][] rows, int[] labels, long seed);

  /**
   * The reference where a model's own trainer is not known.
   *
   * @return logistic regression on standardised numbers and indicators of categories
   */
  static TableLearner reference() {
    return new TableLearner() {
      @Override
      public String words() {
        return "logistic regression";
      }

      @Override
      public Predictor learn(TableSchema schema, double[][] rows, int[] labels, long seed) {
        return TribuoClassifier.logistic(schema, rows, labels, 2, seed);
      }
    };
  }

  /**
   * The trainer of a shipped model.
   *
   * @param model its id
   * @return nothing where there is none for tables
   */
  static java.util.Optional<TableLearner> of(String model) {
    return ServiceLoader.load(Trainer.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(trainer -> trainer.id().equals(model))
        .findFirst()
        .flatMap(Trainer::learner);
  }
}
