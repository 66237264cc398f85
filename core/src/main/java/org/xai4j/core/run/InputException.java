package org.xai4j.core.run;

/**
 * Bad input: the message is one clear sentence that names the thing and the remedy. The command
 * line prints it and ends with exit code 2.
 */
public class InputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The longest message; longer ones lose their middle. */
  private static final int LONGEST = 299;

  /** How much of the end of a long message stays: the remedy. */
  private static final int END = 90;

  /**
   * Creates the exception.
   *
   * @param message one sentence naming what is wrong and what to do; shown as {@link #sentence}
   *     gives it
   */
  public InputException(String message) {
    super(sentence(message));
  }

  /**
   * Creates the exception.
   *
   * @param message one sentence naming what is wrong and what to do; shown as {@link #sentence}
   *     gives it
   * @param cause what was thrown below
   */
  public InputException(String message, Throwable cause) {
    super(sentence(message), cause);
  }

  /**
   * A message that is safe to print: names in it come from files and may hold anything. Control
   * characters, and those that change the direction of writing, are shown as escapes, so that they
   * neither move the cursor nor hide a part; the middle of a text of 300 characters or more is left
   * out.
   *
   * @param message any text
   * @return one line of less than 300 characters
   */
  public static String sentence(String message) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      int type = Character.getType(c);
      boolean hidden =
          type == Character.CONTROL
              || type == Character.FORMAT
              || type == Character.LINE_SEPARATOR
              || type == Character.PARAGRAPH_SEPARATOR;
      plain.append(hidden ? escape(c) : String.valueOf(c));
    }
    if (plain.length() <= LONGEST) {
      return plain.toString();
    }
    String start = plain.substring(0, LONGEST - END - 3);
    return start + " … " + plain.substring(plain.length() - END);
  }

  private static String escape(char c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(java.util.Locale.ROOT, "\\u%04x", (int) c);
    };
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
