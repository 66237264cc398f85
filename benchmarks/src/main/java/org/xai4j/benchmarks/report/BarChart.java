package org.xai4j.benchmarks.report;

import java.util.List;

/** Draws horizontal bars, with intervals where there are some. */
public final class BarChart {
  private static final int WIDTH = 560;
  private static final int LEFT = 190;
  private static final int RIGHT = 60;
  private static final int ROW = 24;

  private BarChart() {}

  /**
   * A bar.
   *
   * @param name beside it
   * @param value its length; NaN for a dash in its place
   * @param low lower end of the interval; the value itself for none
   * @param high upper end of the interval
   */
  public record Bar(String name, double value, double low, double high) {
    /**
     * A bar without an interval.
     *
     * @param name beside it
     * @param value its length
     * @return the bar
     */
    public static Bar of(String name, double value) {
      return new Bar(name, value, value, value);
    }
  }

  /**
   * Draws a chart.
   *
   * @param description for those who do not see it
   * @param bars from top to bottom
   * @return markup
   */
  public static String draw(String description, List<Bar> bars) {
    double[] ends =
        bars.stream()
            .flatMapToDouble(b -> java.util.stream.DoubleStream.of(0, b.low(), b.high(), b.value()))
            .toArray();
    Scale x = Scale.of(ends, LEFT, WIDTH - RIGHT);
    int bottom = 8 + bars.size() * ROW;
    Svg svg = new Svg();
    x.across(svg, 4, bottom);
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      int y = 8 + i * ROW;
      double zero = x.place(0);
      boolean known = !Double.isNaN(bar.value());
      double end = known ? x.place(bar.value()) : zero;
      svg.text(LEFT - 10, y + 14, "tick", "end", Texts.brief(bar.name(), 26));
      svg.add(
          "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" rx=\"2\"/>",
          Math.min(zero, end),
          y + 3,
          Math.max(0.5, Math.abs(end - zero)),
          ROW - 8,
          bar.value() < 0 ? Texts.NEGATIVE : Texts.POSITIVE);
      boolean interval = bar.high() > bar.low();
      if (interval) {
        svg.add(
            "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"#1a2233\""
                + " stroke-width=\"1.4\"/>",
            x.place(bar.low()), x.place(bar.high()), y + ROW / 2.0 - 1);
      }
      double right = Math.max(Math.max(end, interval ? x.place(bar.high()) : end), zero);
      svg.text(right + 6, y + 14, "tick", "start", Numbers.brief(bar.value()));
    }
    svg.add(
        "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"4\" y2=\"%2$d\" class=\"base\"/>",
        x.place(0), bottom);
    return svg.picture(WIDTH, bottom + 26, "chart", description);
  }
}
