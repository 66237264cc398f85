package org.xai4j.benchmarks.data;

import java.util.List;
import java.util.Optional;
import org.xai4j.core.data.TableSchema;

/** A data set of experiments. Made known by a {@code ServiceLoader} entry. */
public interface Dataset {
  /** What its rows are, which decides how they are drawn. */
  enum Kind {
    /** Pictures [n, c, h, w]. */
    IMAGE,
    /** Tables [n, d]. */
    TABLE,
    /** Sequences [n, time] or [n, time, features]. */
    SEQUENCE
  }

  /**
   * The id in experiments.
   *
   * @return lower case with hyphens
   */
  String id();

  /**
   * What a row is, for sentences such as "explained 200 handwritten digits".
   *
   * @return a plural
   */
  String noun();

  /**
   * What the rows are.
   *
   * @return the kind
   */
  Kind kind();

  /**
   * The rows that no model was trained on.
   *
   * @return read anew at each call
   */
  Samples test();

  /**
   * Whether the classes of {@link #test()} are known.
   *
   * @return false if its labels stand for nothing
   */
  default boolean labelled() {
    return true;
  }

  /**
   * Rows that models may learn from.
   *
   * @return nothing where the set has none for methods to draw from
   */
  default Optional<Samples> train() {
    return Optional.empty();
  }

  /**
   * What the columns of a table mean.
   *
   * @return nothing for other kinds
   */
  default Optional<TableSchema> columns() {
    return Optional.empty();
  }

  /**
   * What the channels or symbols of a series are called.
   *
   * @return in their order; empty where they have no names
   */
  default List<String> channels() {
    return List.of();
  }

  /**
   * What the ids of rows of tokens stand for.
   *
   * @return the words by id; empty for other kinds
   */
  default List<String> tokenNames() {
    return List.of();
  }

  /**
   * A text as a row of tokens.
   *
   * @param text any
   * @return nothing where the rows are no texts
   */
  default Optional<EncodedText> encode(String text) {
    return Optional.empty();
  }

  /**
   * The test rows as texts.
   *
   * @return in their order; empty for other kinds
   */
  default List<String> texts() {
    return List.of();
  }
}
