package org.xai4j.benchmarks.scale;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;

/**
 * Explains rows of a data set each of which is answered for itself: its attribution depends on the
 * row, the model and what is asked, not on its neighbours. Thread-safe.
 */
public interface RowExplainer {
  /**
   * Explains some rows.
   *
   * @param rows [m, …] as they stand in the data set
   * @param progress hears of finished rows
   * @return one attribution per row
   * @throws org.xai4j.core.run.InputException if they do not fit the model or the method
   */
  Attribution explain(INDArray rows, Progress progress);

  /**
   * The same against the mean of all rows, if a mean was asked for as the baseline.
   *
   * @param mean [1, …] of the model's type
   * @return itself for any other baseline
   */
  RowExplainer against(INDArray mean);

  /**
   * Rows that one thread explains at once.
   *
   * @param rows at least as many as {@link RowCuts#least}
   * @return at most what the run asks for
   */
  int chunk(INDArray rows);

  /**
   * The shape of a row.
   *
   * @param width how many elements it has
   * @return the model's where it has so many, else a vector
   */
  long[] shape(int width);

  /**
   * How rows are explained.
   *
   * @param rows some of them
   * @param data digest of all rows
   * @return for the record of all rows
   */
  Provenance provenance(INDArray rows, String data);
}
