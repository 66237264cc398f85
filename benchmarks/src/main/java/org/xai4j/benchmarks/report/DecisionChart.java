package org.xai4j.benchmarks.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Draws how the scores of several rows come about: one line per row from its base value at the
 * bottom to its score at the top, feature by feature, the most important at the top. Its colour is
 * that of the score, blue for the lowest and red for the highest.
 */
public final class DecisionChart {
  private static final int WIDTH = 640;
  private static final int LEFT = 200;
  private static final int RIGHT = 20;
  private static final int ROW = 26;

  private DecisionChart() {}

  /**
   * Draws a chart.
   *
   * @param description for those who do not see it
   * @param bases the score without any feature, per row [n]
   * @param names of the features
   * @param values attributions [n][d]
   * @param shown features with a line of their own; the others are one step below them
   * @return markup
   */
  public static String draw(
      String description, double[] bases, List<String> names, double[][] values, int shown) {
    int d = names.size();
    int[] order = order(values, d);
    int steps = Math.min(shown, d);
    double[][] paths = new double[values.length][];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = path(bases[i], values[i], order, steps);
    }
    Scale x =
        Scale.of(
            Arrays.stream(paths).flatMapToDouble(Arrays::stream).toArray(), LEFT, WIDTH - RIGHT);
    double[] scores = Arrays.stream(paths).mapToDouble(p -> p[p.length - 1]).toArray();
    double low = Arrays.stream(scores).min().orElse(0);
    double span = Arrays.stream(scores).max().orElse(0) - low;
    int bottom = 14 + (paths[0].length - 1) * ROW;
    Svg svg = new Svg();
    x.across(svg, 14, bottom);
    for (int k = 0; k < steps; k++) {
      svg.text(
          LEFT - 10,
          14 + k * ROW + ROW / 2.0 + 4,
          "tick",
          "end",
          Texts.brief(names.get(order[k]), 28));
    }
    if (steps < d) {
      svg.text(LEFT - 10, bottom - ROW / 2.0 + 4, "tick", "end", (d - steps) + " others");
    }
    for (int i = 0; i < paths.length; i++) {
      StringBuilder points = new StringBuilder();
      for (int k = 0; k < paths[i].length; k++) {
        points.append(
            String.format(
                java.util.Locale.ROOT, "%.1f,%d ", x.place(paths[i][k]), bottom - k * ROW));
      }
      svg.add(
          "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.6\""
              + " stroke-opacity=\"0.75\"/>",
          points.toString().strip(),
          BeeswarmChart.colour(span > 0 ? (scores[i] - low) / span : 0.5));
    }
    return svg.picture(WIDTH, bottom + 26, "chart", description);
  }

  /** The features, those with the largest mean absolute value first. */
  private static int[] order(double[][] values, int d) {
    double[] size = new double[d];
    for (double[] row : values) {
      for (int c = 0; c < d; c++) {
        size[c] += Math.abs(row[c]);
      }
    }
    return IntStream.range(0, d)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer c) -> -size[c]))
        .mapToInt(c -> c)
        .toArray();
  }

  /** From the base over the features without a line to the most important one. */
  private static double[] path(double base, double[] values, int[] order, int steps) {
    double rest = 0;
    for (int k = steps; k < order.length; k++) {
      rest += values[order[k]];
    }
    boolean others = steps < order.length;
    double[] path = new double[steps + (others ? 2 : 1)];
    path[0] = base;
    int next = 1;
    if (others) {
      path[next++] = base + rest;
    }
    for (int k = steps - 1; k >= 0; k--) {
      path[next] = path[next - 1] + values[order[k]];
      next++;
    }
    return path;
  }
}
