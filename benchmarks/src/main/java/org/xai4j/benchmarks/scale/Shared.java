package org.xai4j.benchmarks.scale;

import java.io.Serializable;

/**
 * What the work of a process has in common, such as the model: it reaches each process once, and is
 * made ready by the first who asks. Thread-safe.
 *
 * @param <T> what is shared
 */
@FunctionalInterface
public interface Shared<T> extends Serializable {
  /**
   * What is shared.
   *
   * @return the same for all work of a process
   */
  T get();
}
