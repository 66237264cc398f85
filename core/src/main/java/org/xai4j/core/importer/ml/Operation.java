package org.xai4j.core.importer.ml;

import java.util.Optional;

/** What a step of a pipeline does. */
@FunctionalInterface
interface Operation {
  /**
   * Does it for a batch.
   *
   * @param inputs of the node, without those left out
   * @return one per output of the node
   */
  Matrix[] apply(Matrix... inputs);

  /**
   * The same without the function from raw scores to answers, for a classifier that ends in one.
   */
  default Optional<Operation> raw() {
    return Optional.empty();
  }

  /** Whether it makes answers of raw scores, or passes its input on. */
  default boolean passes() {
    return false;
  }

  /** What gives one matrix. */
  interface One {
    /** That matrix. */
    Matrix of(Matrix... inputs);
  }

  static Operation one(One function) {
    return inputs -> new Matrix[] {function.of(inputs)};
  }

  /** What a classifier's probabilities go through unchanged. */
  static Operation passing(One function) {
    return new Operation() {
      @Override
      public Matrix[] apply(Matrix... inputs) {
        return new Matrix[] {function.of(inputs)};
      }

      @Override
      public boolean passes() {
        return true;
      }
    };
  }

  /** A classifier: labels, then answers. */
  static Operation classifier(One scores, One answers) {
    return new Operation() {
      @Override
      public Matrix[] apply(Matrix... inputs) {
        Matrix given = answers.of(inputs);
        return new Matrix[] {Operations.argmax(given), given};
      }

      @Override
      public Optional<Operation> raw() {
        return Optional.of(classifier(scores, scores));
      }
    };
  }
}
