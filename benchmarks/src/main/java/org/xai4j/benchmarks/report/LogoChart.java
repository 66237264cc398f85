package org.xai4j.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Draws a motif as a logo: at each position the letters stacked by height, those that speak for the
 * class above the line, those against below (after Schneider and Stephens 1990, with relevance in
 * place of information).
 */
public final class LogoChart {
  /** Letters that the page's style sheet colours, for bright and for dark grounds. */
  private static final Set<String> COLOURED = Set.of("A", "C", "G", "T");

  private static final int STEP = 26;
  private static final int HALF = 110;
  private static final int LEFT = 12;
  private static final int BOTTOM = 34;

  /** Height of a capital letter in units of the font's size. */
  private static final double CAPITAL = 0.72;

  private LogoChart() {}

  /**
   * Draws a logo.
   *
   * @param description for those who do not see it
   * @param letters names of the rows
   * @param values mean relevance [letters][positions]
   * @param first number of the first position, for the axis
   * @return markup
   */
  public static String draw(
      String description, List<String> letters, double[][] values, int first) {
    int positions = values[0].length;
    double largest = 1e-12;
    for (int t = 0; t < positions; t++) {
      double up = 0;
      double down = 0;
      for (double[] row : values) {
        up += Math.max(0, row[t]);
        down -= Math.min(0, row[t]);
      }
      largest = Math.max(largest, Math.max(up, down));
    }
    Svg svg = new Svg();
    for (int t = 0; t < positions; t++) {
      double x = LEFT + (t + 0.5) * STEP;
      stack(svg, x, letters, values, t, HALF / largest);
      svg.text(x, 2 * HALF + BOTTOM - 10, "tick", "middle", String.valueOf(first + t));
    }
    svg.add(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#8a929c\"/>",
        LEFT, HALF, LEFT + positions * STEP, HALF);
    return svg.picture(2 * LEFT + positions * STEP, 2 * HALF + BOTTOM, "chart", description);
  }

  private static void stack(
      Svg svg, double x, List<String> letters, double[][] values, int t, double scale) {
    List<Integer> order = new ArrayList<>();
    for (int f = 0; f < letters.size(); f++) {
      order.add(f);
    }
    order.sort(Comparator.comparingDouble(f -> Math.abs(values[f][t])));
    double up = HALF;
    double down = HALF;
    for (int f : order) {
      double height = Math.abs(values[f][t]) * scale;
      boolean positive = values[f][t] > 0;
      double base = positive ? up : down + height;
      up -= positive ? height : 0;
      down += positive ? 0 : height;
      if (height > 0.5) {
        svg.add(
            "<text transform=\"translate(%.1f %.1f) scale(1 %.4f)\" text-anchor=\"middle\""
                + " font-family=\"sans-serif\" font-weight=\"700\" font-size=\"30\" class=\"%s\">%s</text>",
            x,
            base,
            height / (30 * CAPITAL),
            COLOURED.contains(letters.get(f)) ? "letter-" + letters.get(f) : "letter",
            Svg.escape(letters.get(f)));
      }
    }
  }
}
