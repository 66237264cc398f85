package org.xai4j.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Draws lines over two axes. */
public final class LineChart {
  private static final List<String> COLOURS =
      List.of(
          "#2563a8", "#d9772b", "#2f9467", "#b5364b", "#7a57b8", "#0e9aa7", "#c0559a", "#8a6d1f",
          "#5a8f29", "#3a4a8c", "#a0522d", "#4f7d8c");
  private static final int WIDTH = 560;
  private static final int HEIGHT = 340;
  private static final int LEFT = 62;
  private static final int RIGHT = 14;
  private static final int TOP = 12;
  private static final int BOTTOM = 46;
  private static final int KEY_ROW = 20;

  private LineChart() {}

  /**
   * A line; points that are not finite, or not positive on a logarithmic axis, are left out.
   *
   * @param id for the page's script; empty for none
   * @param name shown
   * @param x places [p]
   * @param y values [p]
   * @param colour as in CSS
   * @param dashed whether it is drawn dashed
   */
  public record Line(
      String id, String name, double[] x, double[] y, String colour, boolean dashed) {
    /**
     * A line with a colour of its own by its place among others.
     *
     * @param place 0 for the first
     * @param name shown
     * @param x places [p]
     * @param y values [p]
     * @return a solid line
     */
    public static Line of(int place, String name, double[] x, double[] y) {
      return new Line("", name, x, y, LineChart.colour(place), false);
    }
  }

  /**
   * An axis.
   *
   * @param label below or beside it
   * @param scale of its ticks
   */
  public record Axis(String label, Scale scale) {}

  /** How values are laid out along an axis. */
  public enum Scale {
    /** In proportion. */
    LINEAR,
    /** In proportion, shown in percent. */
    PERCENT,
    /** By their logarithm. */
    LOGARITHMIC
  }

  /**
   * The colour of a place among others.
   *
   * @param place 0 for the first
   * @return as in CSS; repeats after twelve
   */
  public static String colour(int place) {
    return COLOURS.get(place % COLOURS.size());
  }

  /**
   * Draws a chart.
   *
   * @param description for those who do not see it
   * @param across the horizontal axis
   * @param up the vertical axis
   * @param all lines to draw
   * @param keys whether the names of the lines are listed below
   * @return markup, empty if no line has a point
   */
  public static String draw(
      String description, Axis across, Axis up, List<Line> all, boolean keys) {
    List<Line> lines = all.stream().map(line -> shown(line, across, up)).toList();
    Scaled x = Scaled.of(across, lines, Line::x, LEFT, WIDTH - RIGHT);
    Scaled y = Scaled.of(up, lines, Line::y, HEIGHT - BOTTOM, TOP);
    if (Double.isNaN(x.low()) || Double.isNaN(y.low())) {
      return "";
    }
    Svg svg = new Svg();
    for (double t : y.ticks()) {
      svg.add(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%3$.1f\" y2=\"%3$.1f\" class=\"grid\"/>",
          LEFT, WIDTH - RIGHT, y.place(t));
      svg.text(LEFT - 8, y.place(t) + 4, "tick", "end", y.text(t));
    }
    for (double t : x.ticks()) {
      svg.text(x.place(t), HEIGHT - BOTTOM + 18, "tick", "middle", x.text(t));
    }
    svg.add(
        "<line x1=\"%d\" x2=\"%d\" y1=\"%3$d\" y2=\"%3$d\" class=\"base\"/>",
        LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM);
    svg.text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "axis", "middle", across.label());
    if (!up.label().isEmpty()) {
      svg.add("<g transform=\"translate(14 %d) rotate(-90)\">", (TOP + HEIGHT - BOTTOM) / 2);
      svg.text(0, 0, "axis", "middle", up.label()).add("</g>");
    }
    lines.forEach(line -> line(svg, line, x, y));
    int height = keys ? HEIGHT + keys(svg, lines) : HEIGHT;
    return svg.picture(WIDTH, height, "chart", description);
  }

  /** A line without the points that one of the axes cannot show. */
  private static Line shown(Line line, Axis across, Axis up) {
    int[] kept =
        IntStream.range(0, line.x().length)
            .filter(p -> shows(across, line.x()[p]) && shows(up, line.y()[p]))
            .toArray();
    return new Line(
        line.id(),
        line.name(),
        IntStream.of(kept).mapToDouble(p -> line.x()[p]).toArray(),
        IntStream.of(kept).mapToDouble(p -> line.y()[p]).toArray(),
        line.colour(),
        line.dashed());
  }

  private static boolean shows(Axis axis, double value) {
    return Double.isFinite(value) && (axis.scale() != Scale.LOGARITHMIC || value > 0);
  }

  private static void line(Svg svg, Line line, Scaled x, Scaled y) {
    StringBuilder path = new StringBuilder();
    for (int p = 0; p < line.x().length; p++) {
      path.append(p == 0 ? 'M' : 'L')
          .append(
              String.format(Locale.ROOT, "%.1f %.1f", x.place(line.x()[p]), y.place(line.y()[p])));
    }
    svg.add(
        "<path d=\"%s\" class=\"curve\"%s stroke=\"%s\"%s><title>%s</title></path>",
        path,
        line.id().isEmpty() ? "" : " data-method=\"" + Svg.escape(line.id()) + "\"",
        line.colour(),
        line.dashed() ? " stroke-dasharray=\"5 4\"" : "",
        Svg.escape(line.name()));
  }

  /** Lists the names in three columns below the chart; gives the height they take. */
  private static int keys(Svg svg, List<Line> lines) {
    int column = WIDTH / 3;
    for (int i = 0; i < lines.size(); i++) {
      int left = i % 3 * column + 6;
      int middle = HEIGHT + i / 3 * KEY_ROW + 10;
      svg.add(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%3$d\" y2=\"%3$d\" stroke=\"%4$s\" stroke-width=\"3\"%5$s/>",
          left,
          left + 20,
          middle,
          lines.get(i).colour(),
          lines.get(i).dashed() ? " stroke-dasharray=\"5 4\"" : "");
      svg.text(left + 27, middle + 4, "tick", "start", lines.get(i).name());
    }
    return (lines.size() + 2) / 3 * KEY_ROW + 6;
  }

  /** An axis with its range of values and of pixels. */
  private record Scaled(Axis axis, double low, double high, double from, double to) {
    static Scaled of(
        Axis axis, List<Line> lines, Function<Line, double[]> part, double from, double to) {
      boolean log = axis.scale() == Scale.LOGARITHMIC;
      double[] shown =
          lines.stream()
              .flatMapToDouble(l -> Arrays.stream(part.apply(l)))
              .map(v -> log ? Math.log10(v) : v)
              .toArray();
      if (shown.length == 0) {
        return new Scaled(axis, Double.NaN, Double.NaN, from, to);
      }
      double low = DoubleStream.of(shown).min().orElse(0);
      double high = DoubleStream.of(shown).max().orElse(0);
      return high > low
          ? new Scaled(axis, low, high, from, to)
          : new Scaled(axis, low - 1, high + 1, from, to);
    }

    double place(double value) {
      double v = axis.scale() == Scale.LOGARITHMIC ? Math.log10(value) : value;
      return from + (v - low) / (high - low) * (to - from);
    }

    double[] ticks() {
      if (axis.scale() == Scale.LOGARITHMIC) {
        int step = Math.max(1, (int) Math.ceil((high - low) / 7));
        int first = (int) Math.ceil(low - 1e-9);
        return DoubleStream.iterate(first, e -> e <= high + 1e-9, e -> e + step)
            .map(e -> Math.pow(10, e))
            .toArray();
      }
      double step = step(high - low);
      return DoubleStream.iterate(
              Math.ceil(low / step - 1e-9) * step, t -> t <= high + 1e-9 * step, t -> t + step)
          .map(t -> Math.abs(t) < 1e-9 * step ? 0 : t)
          .toArray();
    }

    String text(double tick) {
      return switch (axis.scale()) {
        case PERCENT -> Math.round(tick * 100) + " %";
        case LOGARITHMIC -> Numbers.power((int) Math.round(Math.log10(tick)));
        case LINEAR -> Numbers.brief(tick);
      };
    }

    /** A round step that gives about five ticks. */
    private static double step(double span) {
      double raw = span / 5;
      double power = Math.pow(10, Math.floor(Math.log10(raw)));
      double lead = raw / power;
      return (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * power;
    }
  }
}
