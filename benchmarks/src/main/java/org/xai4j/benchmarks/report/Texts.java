package org.xai4j.benchmarks.report;

/** Short texts and the two colours of signs. */
final class Texts {
  /** Colour of what speaks for something. */
  static final String POSITIVE = "#b5364b";

  /** Colour of what speaks against it. */
  static final String NEGATIVE = "#2563a8";

  private Texts() {}

  /** A text cut to a length. */
  static String brief(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1) + "…";
  }
}
