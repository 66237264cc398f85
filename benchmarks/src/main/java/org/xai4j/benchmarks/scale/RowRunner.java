package org.xai4j.benchmarks.scale;

import java.util.function.Consumer;
import org.xai4j.core.run.Progress;

/** Workers that explain the rows of a data set; those of clusters are found by ServiceLoader. */
public interface RowRunner {
  /**
   * Whether a place is one of this runner's.
   *
   * @param on as {@code --on} names it
   * @return true if {@link #run} works there
   */
  boolean takes(String on);

  /**
   * Explains all missing rows.
   *
   * @param on as {@code --on} names it
   * @param job the rows
   * @param sink takes each row once, in blocks in any order, from one thread at a time
   * @param progress hears of finished rows
   * @throws org.xai4j.core.run.InputException if a row cannot be explained; the sink keeps the rest
   */
  void run(String on, RowJob job, Consumer<RowBlock> sink, Progress progress);
}
