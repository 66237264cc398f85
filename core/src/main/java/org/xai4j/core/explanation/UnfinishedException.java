package org.xai4j.core.explanation;

import org.xai4j.core.run.PredictionException;

/** A model failed for a row; the explanations of the rows finished before are kept. */
public final class UnfinishedException extends PredictionException {
  private static final long serialVersionUID = 1L;

  private final transient Attribution finished;
  private final long row;

  /**
   * Creates the exception.
   *
   * @param failure of the model
   * @param row that was being explained
   * @param finished attributions; NaN in rows that are not finished
   * @param count of finished rows
   */
  public UnfinishedException(
      PredictionException failure, long row, Attribution finished, int count) {
    super(
        sentence(failure)
            + " This happened while row "
            + row
            + " was explained; "
            + count
            + " of "
            + finished.scores().length
            + " rows are finished and kept.",
        failure);
    this.row = row;
    this.finished = finished;
  }

  private static String sentence(PredictionException failure) {
    return String.valueOf(failure.getMessage());
  }

  /**
   * The row that was being explained.
   *
   * @return its index
   */
  public long row() {
    return row;
  }

  /**
   * What is finished.
   *
   * @return attributions and scores; NaN in rows that are not finished
   */
  public Attribution finished() {
    return finished;
  }
}
