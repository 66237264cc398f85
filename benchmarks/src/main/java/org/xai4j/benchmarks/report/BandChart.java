package org.xai4j.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/** Draws lines over time with bands around them. */
public final class BandChart {
  private static final int WIDTH = 330;
  private static final int HEIGHT = 190;
  private static final int LEFT = 42;
  private static final int RIGHT = 10;
  private static final int TOP = 20;
  private static final int BOTTOM = 34;

  private BandChart() {}

  /**
   * A line with its band.
   *
   * @param name for those who point at it
   * @param low lower end of the band [time]
   * @param middle the line [time]
   * @param high upper end of the band [time]
   * @param colour as in CSS
   */
  public record Band(String name, double[] low, double[] middle, double[] high, String colour) {}

  /**
   * Draws a chart.
   *
   * @param title above it
   * @param times in seconds
   * @param bands to draw
   * @param shaded times that are shaded, not 0 inside [time]; empty for none
   * @return markup
   */
  public static String draw(String title, double[] times, List<Band> bands, double[] shaded) {
    double[] all =
        bands.stream()
            .flatMapToDouble(
                b -> DoubleStream.concat(DoubleStream.of(b.low()), DoubleStream.of(b.high())))
            .toArray();
    Scale x = new Scale(1000 * times[0], 1000 * times[times.length - 1], LEFT, WIDTH - RIGHT);
    Scale y = Scale.of(all, HEIGHT - BOTTOM, TOP);
    Svg svg = new Svg();
    svg.text(LEFT, 13, "tick", "start", title);
    double half = times.length > 1 ? (x.place(1000 * times[1]) - x.place(1000 * times[0])) / 2 : 1;
    for (int t = 0; t < shaded.length; t++) {
      if (shaded[t] != 0) {
        svg.add(
            "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" class=\"band\"/>",
            x.place(1000 * times[t]) - half, TOP, 2 * half, HEIGHT - BOTTOM - TOP);
      }
    }
    y.up(svg, LEFT, WIDTH - RIGHT);
    for (double tick : x.ticks()) {
      svg.text(x.place(tick), HEIGHT - BOTTOM + 14, "tick", "middle", x.text(tick));
    }
    svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 4, "tick", "middle", "ms");
    for (Band band : bands) {
      StringBuilder area = new StringBuilder();
      StringBuilder line = new StringBuilder();
      for (int t = 0; t < times.length; t++) {
        area.append(point(t == 0, x.place(1000 * times[t]), y.place(band.high()[t])));
        line.append(point(t == 0, x.place(1000 * times[t]), y.place(band.middle()[t])));
      }
      for (int t = times.length - 1; t >= 0; t--) {
        area.append(point(false, x.place(1000 * times[t]), y.place(band.low()[t])));
      }
      svg.add(
          "<path d=\"%sZ\" fill=\"%s\" opacity=\"0.22\"/><path d=\"%s\" class=\"curve\""
              + " stroke=\"%s\"><title>%s</title></path>",
          area, band.colour(), line, band.colour(), Svg.escape(band.name()));
    }
    return svg.picture(WIDTH, HEIGHT, "chart", title);
  }

  private static String point(boolean first, double x, double y) {
    return String.format(Locale.ROOT, "%s%.1f %.1f", first ? "M" : "L", x, y);
  }
}
