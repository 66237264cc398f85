package org.xai4j.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.xai4j.core.picture.ColorMap;

/** Draws heights over two features as coloured cells: blue low, red high, of equal size. */
public final class SurfaceChart {
  private static final int WIDTH = 420;
  private static final int HEIGHT = 330;
  private static final int LEFT = 92;
  private static final int TOP = 12;
  private static final int BOTTOM = 62;
  private static final int KEY = 84;
  private static final int TICKS = 5;
  private static final int STEPS = 40;
  private static final int LETTER = 7;

  private SurfaceChart() {}

  /**
   * Draws a surface.
   *
   * @param description for those who do not see it
   * @param across name of the first feature
   * @param columns its values, as shown
   * @param up name of the second feature
   * @param rows its values, as shown
   * @param heights [columns][rows]
   * @return markup
   */
  public static String draw(
      String description,
      String across,
      List<String> columns,
      String up,
      List<String> rows,
      double[][] heights) {
    double low = Arrays.stream(heights).flatMapToDouble(Arrays::stream).min().orElse(0);
    double high = Arrays.stream(heights).flatMapToDouble(Arrays::stream).max().orElse(0);
    double span = high > low ? high - low : 1;
    double width = (double) (WIDTH - LEFT - KEY) / columns.size();
    double height = (double) (HEIGHT - TOP - BOTTOM) / rows.size();
    Svg svg = new Svg();
    for (int p = 0; p < columns.size(); p++) {
      for (int q = 0; q < rows.size(); q++) {
        rectangle(
            svg,
            LEFT + p * width,
            TOP + (rows.size() - 1 - q) * height,
            width,
            height,
            2 * (heights[p][q] - low) / span - 1);
      }
    }
    // Letters that fit between two names.
    int room = Math.max(3, (WIDTH - LEFT - KEY) / Math.min(TICKS, columns.size()) / LETTER);
    for (int p : ticks(columns.size())) {
      svg.text(
          LEFT + (p + 0.5) * width,
          HEIGHT - BOTTOM + 16,
          "tick",
          "middle",
          Texts.brief(columns.get(p), room));
    }
    for (int q : ticks(rows.size())) {
      svg.text(
          LEFT - 6,
          TOP + (rows.size() - 0.5 - q) * height + 4,
          "tick",
          "end",
          Texts.brief(rows.get(q), 11));
    }
    svg.text((LEFT + WIDTH - KEY) / 2.0, HEIGHT - BOTTOM + 38, "tick", "middle", across);
    svg.add("<g transform=\"translate(14 %.1f) rotate(-90)\">", (TOP + HEIGHT - BOTTOM) / 2.0)
        .text(0, 0, "tick", "middle", up)
        .add("</g>");
    double step = (double) (HEIGHT - TOP - BOTTOM) / STEPS;
    for (int i = 0; i < STEPS; i++) {
      double y = TOP + (STEPS - 1 - i) * step;
      rectangle(svg, WIDTH - KEY + 16, y, 12, step, 2.0 * i / (STEPS - 1) - 1);
    }
    svg.text(WIDTH - KEY + 33, TOP + 9, "tick", "start", Numbers.brief(high));
    svg.text(WIDTH - KEY + 33, HEIGHT - BOTTOM, "tick", "start", Numbers.brief(low));
    return svg.picture(WIDTH, HEIGHT, "chart", description);
  }

  private static void rectangle(
      Svg svg, double x, double y, double width, double height, double value) {
    // A little wider than the cell, so that no lines show between cells.
    svg.add(
        "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"#%06x\"/>",
        x, y, width + 0.4, height + 0.4, ColorMap.DIVERGING.rgb(value) & 0xffffff);
  }

  private static int[] ticks(int count) {
    int ticks = Math.min(TICKS, count);
    return IntStream.range(0, ticks)
        .map(t -> ticks == 1 ? 0 : t * (count - 1) / (ticks - 1))
        .toArray();
  }
}
