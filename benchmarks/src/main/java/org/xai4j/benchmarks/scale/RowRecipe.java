package org.xai4j.benchmarks.scale;

import java.io.Serializable;

/** All that another machine needs to explain rows: the method, its options, the model's bytes. */
@FunctionalInterface
public interface RowRecipe extends Serializable {
  /**
   * Reads the model and makes the method ready.
   *
   * @param threads of each explanation, which change no byte of it
   * @return explains the same bytes wherever it is opened
   */
  RowExplainer open(int threads);
}
