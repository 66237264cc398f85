package org.xai4j.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.xai4j.benchmarks.experiment.Outcome;
import org.xai4j.evaluation.Scores;

/** Draws the mean curves of a metric, one line per method. */
final class CurveChart {
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
    List<LineChart.Line> lines = new ArrayList<>();
    for (Outcome.Method method : methods) {
      Scores scores = method.scores().get(metric);
      if (scores != null && scores.points().length > 1) {
        String label = method.choice().label();
        lines.add(
            new LineChart.Line(
                label,
                method.info().title(),
                scores.points(),
                mean(scores),
                colours.getOrDefault(label, "#444"),
                Palette.control(method)));
      }
    }
    boolean shares =
        lines.stream().flatMapToDouble(l -> Arrays.stream(l.x())).allMatch(v -> v >= 0 && v <= 1);
    LineChart.Axis across =
        shares
            ? new LineChart.Axis("share of features changed", LineChart.Scale.PERCENT)
            : new LineChart.Axis("features changed", LineChart.Scale.LINEAR);
    return LineChart.draw(
        title + ": mean curve of " + lines.size() + " methods",
        across,
        new LineChart.Axis("", LineChart.Scale.LINEAR),
        lines,
        false);
  }

  private static double[] mean(Scores scores) {
    double[] mean = new double[scores.points().length];
    for (int p = 0; p < mean.length; p++) {
      int point = p;
      mean[p] =
          Arrays.stream(scores.curves())
              .mapToDouble(c -> c[point])
              .filter(v -> !Double.isNaN(v))
              .average()
              .orElse(Double.NaN);
    }
    return mean;
  }
}
