package org.xai4j.benchmarks.scale;

import java.io.Serializable;
import java.util.function.Consumer;
import org.xai4j.core.run.Progress;

/**
 * A piece of work that any process can do, as often as it is asked to: its results are the same to
 * the byte, and it changes nothing else.
 *
 * @param <R> what it gives
 */
public interface WorkUnit<R extends Serializable> extends Serializable {
  /**
   * What is done.
   *
   * @return a few words for a person
   */
  String name();

  /**
   * How much it is.
   *
   * @return in the units of the progress
   */
  long size();

  /**
   * Does it.
   *
   * @param sink takes the results
   * @param progress hears of {@link #size()} units in all
   * @throws org.xai4j.core.run.InputException if what is asked cannot be done
   */
  void run(Consumer<R> sink, Progress progress);
}
