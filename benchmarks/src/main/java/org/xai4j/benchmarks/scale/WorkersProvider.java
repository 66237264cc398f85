package org.xai4j.benchmarks.scale;

import java.util.function.Consumer;
import org.xai4j.core.run.Progress;

/** Finds workers beyond this process. Made known by a {@code ServiceLoader} entry. */
public interface WorkersProvider {
  /**
   * Whether a place is one of this provider's.
   *
   * @param on as {@code --on} names it
   * @return true if {@link #open} works there
   */
  boolean takes(String on);

  /**
   * Workers, who are looked for when the first work is there.
   *
   * @param place as {@code --on} names it
   * @param task what they do, for a person
   * @param note hears what is being done
   * @return to be closed
   */
  Workers open(WorkPlace place, String task, Consumer<String> note);

  /**
   * Explains rows that lie anywhere into a table. A run that was ended goes on where it was.
   *
   * @param place where the work is done
   * @param job input, method, output
   * @param progress hears of the rows of finished parts
   * @param says hears where a run begins anew or goes on
   * @return what was done
   * @throws org.xai4j.core.run.InputException if a row cannot be explained, or the output is there
   */
  RowRun.Done explain(WorkPlace place, TableJob job, Progress progress, Consumer<String> says);
}
