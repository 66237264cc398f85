package org.xai4j.benchmarks.study.p300;

import java.util.List;

/** Arranges small drawings. */
final class Figures {
  private Figures() {}

  /** Drawings side by side, as many as there is room for. */
  static String grid(List<String> drawings) {
    return "<div class=\"maps\">" + String.join("", drawings) + "</div>";
  }
}
