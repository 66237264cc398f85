package org.xai4j.benchmarks.report;

import java.util.Locale;

/** Writes numbers for people. */
public final class Numbers {
  private Numbers() {}

  /**
   * A number with three significant digits.
   *
   * @param value any number
   * @return plain for usual sizes, with a power of ten for others, a dash for NaN
   */
  public static String brief(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (size == 0) {
      return "0";
    }
    if (size >= 1e5 || size < 1e-3) {
      int exponent = (int) Math.floor(Math.log10(size));
      return signed(
          String.format(
              Locale.ROOT, "%.1f·10%s", value / Math.pow(10, exponent), superscript(exponent)));
    }
    int digits = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
    return signed(String.format(Locale.ROOT, "%." + digits + "f", value));
  }

  /**
   * A number with its interval.
   *
   * @param value any number
   * @param low lower end
   * @param high upper end
   * @return for example 0.52 [0.49, 0.55]; a dash for NaN
   */
  public static String interval(double value, double low, double high) {
    return Double.isNaN(value) ? "–" : brief(value) + " [" + brief(low) + ", " + brief(high) + "]";
  }

  /**
   * A number with fixed digits after the point.
   *
   * @param value any number
   * @param digits how many
   * @return a dash for NaN
   */
  public static String fixed(double value, int digits) {
    return Double.isNaN(value)
        ? "–"
        : signed(String.format(Locale.ROOT, "%." + digits + "f", value));
  }

  /**
   * A time.
   *
   * @param seconds not negative
   * @return in milliseconds or seconds
   */
  public static String time(double seconds) {
    return seconds < 1 ? brief(seconds * 1e3) + " ms" : brief(seconds) + " s";
  }

  /**
   * A power of ten.
   *
   * @param exponent any
   * @return for example 0.01, 1 or 10⁻⁶
   */
  public static String power(int exponent) {
    return switch (exponent) {
      case -2 -> "0.01";
      case -1 -> "0.1";
      case 0 -> "1";
      case 1 -> "10";
      case 2 -> "100";
      default -> "10" + superscript(exponent);
    };
  }

  private static String signed(String text) {
    return text.startsWith("-") ? "−" + text.substring(1) : text;
  }

  private static String superscript(int exponent) {
    StringBuilder text = new StringBuilder();
    for (char c : String.valueOf(exponent).toCharArray()) {
      text.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
    }
    return text.toString();
  }
}
