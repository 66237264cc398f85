package org.xai4j.core.data;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;

/** Decimal numbers in texts: no more than that, where Java also reads 1f, 2d and 0x1p1. */
final class Decimals {
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

  /** How tools write that there is no value. */
  private static final Set<String> MISSING =
      Set.of("", "na", "n/a", "null", "none", "nil", "?", "-", "--", ".", "#n/a", "missing");

  private Decimals() {}

  /**
   * Reads a number.
   *
   * @param text without surrounding blanks
   * @return the number, NaN or an infinity if one is spelled; empty if it is none, or is too large
   *     for a double
   */
  static OptionalDouble parse(String text) {
    if (NUMBER.matcher(text).matches()) {
      double value = Double.parseDouble(text);
      return Double.isInfinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
    String sign = text.startsWith("-") ? "-" : "";
    String word =
        (text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text)
            .toLowerCase(Locale.ROOT);
    return switch (word) {
      case "nan" -> OptionalDouble.of(Double.NaN);
      case "inf", "infinity" ->
          OptionalDouble.of(sign.isEmpty() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
      default -> OptionalDouble.empty();
    };
  }

  /**
   * What is wrong with a cell, for a sentence.
   *
   * @param text that {@link #parse} does not read
   * @return "where …; remedy"
   */
  static String complaint(String text) {
    if (MISSING.contains(text.toLowerCase(Locale.ROOT))) {
      return "where a number is needed; fill in missing values or leave those rows out";
    }
    if (NUMBER.matcher(text).matches()) {
      return "which is too large for float64";
    }
    if (text.matches("[+-]?[\\d.,]*\\d[\\d.,]*")) {
      return "where a number is needed; write decimal points and no separators of thousands";
    }
    return "where a number is needed";
  }
}
