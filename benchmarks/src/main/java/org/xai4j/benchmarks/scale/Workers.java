package org.xai4j.benchmarks.scale;

import java.io.Serializable;
import java.util.List;
import java.util.function.Consumer;
import org.xai4j.core.run.Progress;

/** Those who work: this process, or the executors of a cluster. Used by one thread. */
public interface Workers extends AutoCloseable {
  /**
   * How many pieces of work are done at once.
   *
   * @return at least 1
   */
  int processors();

  /**
   * Gives all work the same thing.
   *
   * @param <T> what is shared
   * @param recipe makes it in each process
   * @return for {@link WorkUnit} to hold
   */
  <T> Shared<T> share(Recipe<T> recipe);

  /**
   * Does all work.
   *
   * @param <R> what it gives
   * @param works in the order in which they begin
   * @param sink takes the results of each piece once, however often it was tried, from one thread
   *     at a time and in any order
   * @param progress hears of finished work
   * @throws org.xai4j.core.run.InputException if what is asked cannot be done; the sink has had the
   *     results of what was finished
   */
  <R extends Serializable> void run(
      List<? extends WorkUnit<R>> works, Consumer<R> sink, Progress progress);

  @Override
  void close();
}
