package org.xai4j.benchmarks.scale;

import java.io.Serializable;

/**
 * All that another machine needs to make something ready for work: the method, its options, the
 * model's bytes.
 *
 * @param <T> what is made
 */
@FunctionalInterface
public interface Recipe<T> extends Serializable {
  /**
   * Makes it ready.
   *
   * @param threads of each piece of work, which change no byte of its result
   * @return works alike wherever it is opened; thread-safe
   */
  T open(int threads);
}
