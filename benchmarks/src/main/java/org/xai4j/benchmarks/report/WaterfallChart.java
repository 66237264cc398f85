package org.xai4j.benchmarks.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Draws how the values of a row lead from the base value to its score. */
public final class WaterfallChart {
  private static final int WIDTH = 620;
  private static final int LEFT = 250;
  private static final int RIGHT = 70;
  private static final int ROW = 26;

  private WaterfallChart() {}

  /**
   * Draws a chart.
   *
   * @param description for those who do not see it
   * @param base the score without any feature
   * @param names of the features, with their values in the row
   * @param values of the features, which add up to the score minus the base
   * @param shown features shown by name; the others are one step
   * @return markup
   */
  public static String draw(
      String description, double base, List<String> names, double[] values, int shown) {
    List<Integer> order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -Math.abs(values[i])))
            .toList();
    List<String> steps = new ArrayList<>();
    List<Double> sizes = new ArrayList<>();
    double rest = 0;
    for (int i = 0; i < order.size(); i++) {
      if (i < shown) {
        steps.add(names.get(order.get(i)));
        sizes.add(values[order.get(i)]);
      } else {
        rest += values[order.get(i)];
      }
    }
    if (order.size() > shown) {
      steps.add((order.size() - shown) + " others");
      sizes.add(rest);
    }
    double[] ends = new double[steps.size() + 1];
    ends[0] = base;
    for (int i = 0; i < steps.size(); i++) {
      ends[i + 1] = ends[i] + sizes.get(i);
    }
    Scale x = Scale.of(ends, LEFT, WIDTH - RIGHT);
    int bottom = 26 + steps.size() * ROW;
    Svg svg = new Svg();
    x.across(svg, 20, bottom);
    svg.text(x.place(base), 14, "tick", "middle", "base " + Numbers.brief(base));
    for (int i = 0; i < steps.size(); i++) {
      double from = x.place(ends[i]);
      double to = x.place(ends[i + 1]);
      int y = 24 + i * ROW;
      svg.text(LEFT - 10, y + 15, "tick", "end", Texts.brief(steps.get(i), 38));
      svg.add(
          "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" rx=\"2\"/>",
          Math.min(from, to),
          y + 3,
          Math.max(0.8, Math.abs(to - from)),
          ROW - 8,
          sizes.get(i) < 0 ? Texts.NEGATIVE : Texts.POSITIVE);
      String sign = sizes.get(i) < 0 ? "" : "+";
      svg.text(Math.max(from, to) + 6, y + 15, "tick", "start", sign + Numbers.brief(sizes.get(i)));
      svg.add(
          "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" class=\"base\"/>",
          to, y + 3, y + ROW + 3);
    }
    String score = "score " + Numbers.brief(ends[ends.length - 1]);
    svg.text(x.place(ends[ends.length - 1]), bottom + 34, "name", "middle", score);
    return svg.picture(WIDTH, bottom + 44, "chart", description);
  }
}
