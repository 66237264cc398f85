package org.xai4j.benchmarks.report;

import java.awt.image.BufferedImage;
import java.util.Base64;
import org.xai4j.core.picture.ColorMap;
import org.xai4j.core.picture.Heatmap;

/** Draws an image beside the heatmap of its attribution, with a bar that tells its colours. */
public final class ImageChart {
  private static final int SIDE = 280;
  private static final int GAP = 16;
  private static final int TOP = 30;
  private static final int BAR = 14;
  private static final int STEPS = 64;

  private ImageChart() {}

  /**
   * Draws a chart.
   *
   * @param description for those who do not see it
   * @param image the input
   * @param map the heatmap, of the same proportions
   * @param limit the absolute value that has the strongest colours
   * @param title above the heatmap
   * @return markup
   */
  public static String draw(
      String description, BufferedImage image, BufferedImage map, double limit, String title) {
    int height =
        Math.max(1, (int) Math.round((double) SIDE * image.getHeight() / image.getWidth()));
    int width = 2 * SIDE + 2 * GAP + BAR + 70;
    Svg svg = new Svg();
    svg.text(SIDE / 2.0, 18, "axis", "middle", "input");
    svg.text(SIDE + GAP + SIDE / 2.0, 18, "axis", "middle", title);
    picture(svg, image, 0, height);
    picture(svg, map, SIDE + GAP, height);
    int left = 2 * (SIDE + GAP);
    double step = (double) height / STEPS;
    for (int s = 0; s < STEPS; s++) {
      svg.add(
          "<rect x=\"%d\" y=\"%.2f\" width=\"%d\" height=\"%.2f\" fill=\"#%06x\"/>",
          left, TOP + s * step, BAR, step + 0.3, ColorMap.DIVERGING.rgb(1 - 2 * (s + 0.5) / STEPS));
    }
    double[] ticks = {limit, limit / 2, 0, -limit / 2, -limit};
    for (int t = 0; t < ticks.length; t++) {
      double y = TOP + height * t / (ticks.length - 1.0);
      svg.text(left + BAR + 6, y + 4, "tick", "start", Numbers.brief(ticks[t]));
    }
    return svg.picture(width, TOP + height + 12, "chart", description);
  }

  private static void picture(Svg svg, BufferedImage image, int left, int height) {
    svg.add(
        "<image x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" style=\"image-rendering: pixelated\""
            + " preserveAspectRatio=\"none\" href=\"data:image/png;base64,%s\"/>",
        left, TOP, SIDE, height, Base64.getEncoder().encodeToString(Heatmap.png(image)));
  }
}
