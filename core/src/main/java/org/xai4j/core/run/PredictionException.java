package org.xai4j.core.run;

/**
 * A model failed: it threw, or answered with something that is no score. Explanations of other rows
 * are not lost, see {@link org.xai4j.core.explanation.UnfinishedException}.
 */
public class PredictionException extends InputException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one sentence naming what is wrong and what to do
   */
  public PredictionException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message one sentence naming what is wrong and what to do
   * @param cause what the model threw
   */
  public PredictionException(String message, Throwable cause) {
    super(message, cause);
  }
}
