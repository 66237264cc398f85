package org.xai4j.benchmarks.report;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.xai4j.core.picture.ColorMap;
import org.xai4j.core.picture.Heatmap;

/** Draws values of channels over time as colours, each channel a row. */
public final class TimeMap {
  private static final int WIDTH = 330;
  private static final int LEFT = 42;
  private static final int TOP = 20;
  private static final int BOTTOM = 34;
  private static final int RIGHT = 10;

  private TimeMap() {}

  /**
   * Draws a map on a scale of its own, symmetric around zero.
   *
   * @param title above it
   * @param channels names of the rows
   * @param times of the columns, in seconds, equally spaced
   * @param values [channel][time]
   * @param outline where a thin line is drawn around, not 0 inside [channel][time]; empty for none
   * @return markup
   */
  public static String draw(
      String title, List<String> channels, double[] times, double[][] values, double[][] outline) {
    int rows = channels.size();
    int columns = times.length;
    double cell = Math.max(3, Math.min(18, 160.0 / rows));
    double height = cell * rows;
    double width = WIDTH - LEFT - RIGHT;
    double most =
        Arrays.stream(values)
            .flatMapToDouble(Arrays::stream)
            .map(Math::abs)
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
    for (int c = 0; c < rows; c++) {
      for (int t = 0; t < columns; t++) {
        image.setRGB(t, c, ColorMap.DIVERGING.rgb(most > 0 ? values[c][t] / most : 0));
      }
    }
    Svg svg = new Svg();
    svg.text(LEFT, 13, "tick", "start", title + ", ±" + Numbers.brief(most));
    svg.add(
        "<image x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%.1f\" preserveAspectRatio=\"none\""
            + " style=\"image-rendering:pixelated\" href=\"data:image/png;base64,%s\"/>",
        LEFT, TOP, width, height, Base64.getEncoder().encodeToString(Heatmap.png(image)));
    int every = Math.max(1, (int) Math.ceil(13 / cell));
    for (int c = 0; c < rows; c += every) {
      svg.add(
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" style=\"font-size:12px\">%s</text>",
          LEFT - 4, TOP + (c + 0.5) * cell + 4, Svg.escape(channels.get(c)));
    }
    double step = columns > 1 ? times[1] - times[0] : 1;
    double from = times[0] - step / 2;
    double to = times[columns - 1] + step / 2;
    Scale scale = new Scale(1000 * from, 1000 * to, LEFT, LEFT + width);
    for (double tick : scale.ticks()) {
      svg.text(scale.place(tick), TOP + height + 14, "tick", "middle", scale.text(tick));
    }
    svg.text(LEFT + width / 2, TOP + height + 29, "tick", "middle", "ms");
    outline(svg, outline, width / columns, cell);
    return svg.picture(WIDTH, (int) Math.ceil(TOP + height + BOTTOM), "chart", title);
  }

  /** The border between cells inside and outside. */
  private static void outline(Svg svg, double[][] inside, double wide, double high) {
    StringBuilder path = new StringBuilder();
    for (int c = 0; c < inside.length; c++) {
      for (int t = 0; t < inside[c].length; t++) {
        boolean in = inside[c][t] != 0;
        double x = LEFT + t * wide;
        double y = TOP + c * high;
        if (in != (t > 0 && inside[c][t - 1] != 0)) {
          path.append(line(x, y, x, y + high));
        }
        if (in && t == inside[c].length - 1) {
          path.append(line(x + wide, y, x + wide, y + high));
        }
        if (in != (c > 0 && inside[c - 1][t] != 0)) {
          path.append(line(x, y, x + wide, y));
        }
        if (in && c == inside.length - 1) {
          path.append(line(x, y + high, x + wide, y + high));
        }
      }
    }
    if (path.length() > 0) {
      svg.add("<path d=\"%s\" fill=\"none\" stroke=\"#1a2233\" stroke-width=\"1\"/>", path);
    }
  }

  private static String line(double x, double y, double toX, double toY) {
    return String.format(java.util.Locale.ROOT, "M%.1f %.1fL%.1f %.1f", x, y, toX, toY);
  }
}
