package org.xai4j.benchmarks.scale;

import java.nio.file.Path;
import java.util.List;

/**
 * The rows of a data set that are to be explained.
 *
 * @param task what is done, for a person
 * @param input a NumPy file
 * @param recipe explains rows
 * @param cuts where the file may be cut
 * @param missing the rows that are not explained yet
 * @param partitions into how many parts the work is to be cut; 0 for as many as fit the workers
 */
public record RowJob(
    String task,
    Path input,
    RowRecipe recipe,
    RowCuts cuts,
    List<RowRange> missing,
    int partitions) {
  /** Copies the list. */
  public RowJob {
    missing = List.copyOf(missing);
  }

  /**
   * The same for fewer rows.
   *
   * @param others that are missing
   * @return a copy
   */
  RowJob of(List<RowRange> others) {
    return new RowJob(task, input, recipe, cuts, others, partitions);
  }
}
