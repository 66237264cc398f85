package org.xai4j.core.run;

/**
 * Bad input: the message is one clear sentence that names the thing and the remedy. The command
 * line prints it and ends with exit code 2.
 */
public class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message one sentence naming what is wrong and what to do
   */
  public InputException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message one sentence naming what is wrong and what to do
   * @param cause what was thrown below
   */
  public InputException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Throws unless a condition holds.
   *
   * @param condition what must hold
   * @param format sentence for {@link String#format}
   * @param arguments its arguments
   * @throws InputException if the condition is false
   */
  public static void check(boolean condition, String format, Object... arguments) {
    if (!condition) {
      throw new InputException(String.format(java.util.Locale.ROOT, format, arguments));
    }
  }
}
