package org.xai4j.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xai4j.benchmarks.experiment.Outcome;
import org.xai4j.evaluation.Scores;

/** Draws the mean curves of a metric, one line per method. */
final class CurveChart {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 340;
  private static final int LEFT = 56;
  private static final int RIGHT = 14;
  private static final int TOP = 12;
  private static final int BOTTOM = 46;

  private CurveChart() {}

  /**
   * Draws the chart.
   *
   * @param metric its label
   * @param title its name
   * @param methods those with a curve are drawn
   * @param colours by method label
   * @return markup, empty if no method has a curve
   */
  static String draw(
      String metric, String title, List<Outcome.Method> methods, Map<String, String> colours) {
    List<Line> lines = new ArrayList<>();
    for (Outcome.Method method : methods) {
      Scores scores = method.scores().get(metric);
      if (scores != null && scores.points().length > 1) {
        lines.add(new Line(method, scores.points(), mean(scores)));
      }
    }
    if (lines.isEmpty()) {
      return "";
    }
    double[] x = range(lines, Line::points);
    double[] y = range(lines, Line::values);
    Svg svg = new Svg();
    axes(svg, x, y);
    for (Line line : lines) {
      StringBuilder path = new StringBuilder();
      for (int p = 0; p < line.points().length; p++) {
        if (!Double.isNaN(line.values()[p])) {
          path.append(path.length() == 0 ? 'M' : 'L')
              .append(
                  String.format(
                      Locale.ROOT, "%.1f %.1f", px(line.points()[p], x), py(line.values()[p], y)));
        }
      }
      String label = line.method().choice().label();
      svg.add(
          "<path d=\"%s\" class=\"curve\" data-method=\"%s\" stroke=\"%s\"%s><title>%s</title></path>",
          path,
          Svg.escape(label),
          colours.getOrDefault(label, "#444"),
          Palette.control(line.method()) ? " stroke-dasharray=\"5 4\"" : "",
          Svg.escape(line.method().info().title()));
    }
    return svg.picture(
        WIDTH, HEIGHT, "chart", title + ": mean curve of " + lines.size() + " methods");
  }

  private record Line(Outcome.Method method, double[] points, double[] values) {}

  private static double[] mean(Scores scores) {
    double[] mean = new double[scores.points().length];
    for (int p = 0; p < mean.length; p++) {
      int point = p;
      mean[p] =
          java.util.Arrays.stream(scores.curves())
              .mapToDouble(c -> c[point])
              .filter(v -> !Double.isNaN(v))
              .average()
              .orElse(Double.NaN);
    }
    return mean;
  }

  private static double[] range(
      List<Line> lines, java.util.function.Function<Line, double[]> part) {
    var all =
        lines.stream()
            .flatMapToDouble(l -> java.util.Arrays.stream(part.apply(l)))
            .filter(Double::isFinite)
            .summaryStatistics();
    double span = all.getMax() - all.getMin();
    return span > 0
        ? new double[] {all.getMin(), all.getMax()}
        : new double[] {all.getMin() - 1, all.getMin() + 1};
  }

  private static void axes(Svg svg, double[] x, double[] y) {
    double step = step(y[1] - y[0]);
    for (double t = Math.ceil(y[0] / step) * step; t <= y[1] + 1e-9 * step; t += step) {
      svg.add(
          "<line x1=\"%d\" x2=\"%d\" y1=\"%3$.1f\" y2=\"%3$.1f\" class=\"grid\"/>",
          LEFT, WIDTH - RIGHT, py(t, y));
      svg.text(
          LEFT - 8, py(t, y) + 4, "tick", "end", Numbers.brief(Math.abs(t) < 1e-9 * step ? 0 : t));
    }
    double across = step(x[1] - x[0]);
    boolean shares = x[0] >= 0 && x[1] <= 1;
    for (double t = Math.ceil(x[0] / across) * across; t <= x[1] + 1e-9 * across; t += across) {
      String tick = shares ? Math.round(t * 100) + " %" : Numbers.brief(t);
      svg.text(px(t, x), HEIGHT - BOTTOM + 18, "tick", "middle", tick);
    }
    svg.add(
        "<line x1=\"%d\" x2=\"%d\" y1=\"%3$d\" y2=\"%3$d\" class=\"base\"/>",
        LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM);
    svg.text(
        (LEFT + WIDTH - RIGHT) / 2.0,
        HEIGHT - 8,
        "axis",
        "middle",
        shares ? "share of features changed" : "features changed");
  }

  /** A round step that gives about five ticks. */
  private static double step(double span) {
    double raw = span / 5;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double lead = raw / power;
    return (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10) * power;
  }

  private static double px(double value, double[] range) {
    return LEFT + (value - range[0]) / (range[1] - range[0]) * (WIDTH - LEFT - RIGHT);
  }

  private static double py(double value, double[] range) {
    return HEIGHT - BOTTOM - (value - range[0]) / (range[1] - range[0]) * (HEIGHT - TOP - BOTTOM);
  }
}
