package org.xai4j.benchmarks.audit;

import java.util.Locale;

/** Numbers in sentences. */
final class AuditWords {
  private AuditWords() {}

  static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value).replace('-', '−');
  }

  /** In percent, a figure behind the point where it is small. */
  static String percent(double share) {
    double p = 100 * share;
    return String.format(Locale.ROOT, Math.abs(p) < 10 && p != 0 ? "%.1f %%" : "%.0f %%", p)
        .replace('-', '−');
  }

  static String p(double p) {
    return p < 0.001 ? "p < 0.001" : "p = " + number(p);
  }
}
