package org.xai4j.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import org.xai4j.core.picture.ColorMap;

/** Draws the words of a text on the colours of their relevance, with its number below each. */
public final class TextChart {
  private static final int WIDTH = 760;
  private static final int LINE = 48;
  private static final double LETTER = 8.2;

  private TextChart() {}

  /**
   * Draws a chart.
   *
   * @param description for those who do not see it
   * @param words in their order
   * @param values one per word
   * @return markup
   */
  public static String draw(String description, List<String> words, double[] values) {
    double limit = Arrays.stream(values).map(Math::abs).max().orElse(0);
    Svg svg = new Svg();
    double x = 10;
    int y = 30;
    for (int i = 0; i < values.length; i++) {
      double width = Math.max(44, LETTER * words.get(i).length() + 12);
      if (x + width > WIDTH - 10 && x > 10) {
        x = 10;
        y += LINE;
      }
      double share = limit > 0 ? values[i] / limit : 0;
      svg.add(
          "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"24\" rx=\"3\" fill=\"#%06x\"/>",
          x, y - 17, width, ColorMap.DIVERGING.rgb(share));
      svg.add("<g style=\"--ink: %s\">", Palette.ink(ColorMap.DIVERGING.rgb(share)));
      svg.text(x + width / 2, y, "word", "middle", words.get(i)).add("</g>");
      svg.text(x + width / 2, y + 20, "tick", "middle", Numbers.brief(values[i]));
      x += width + 5;
    }
    return svg.picture(WIDTH, y + 30, "chart", description);
  }
}
