package org.xai4j.benchmarks.report;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Draws the values of a row as two stacks that push against each other: those that raise the score
 * to the left of it, those that lower it to the right, the largest beside the score.
 */
public final class ForceChart {
  private static final int WIDTH = 760;
  private static final int SIDE = 30;
  private static final int TOP = 44;
  private static final int BAR = 26;

  /** Narrower pieces stay without a name. */
  private static final int NAMED = 44;

  private ForceChart() {}

  /**
   * Draws a chart.
   *
   * @param description for those who do not see it
   * @param base the score without any feature
   * @param names of the features, with their values in the row
   * @param values of the features, which add up to the score minus the base
   * @return markup
   */
  public static String draw(String description, double base, List<String> names, double[] values) {
    double up = 0;
    double down = 0;
    for (double value : values) {
      up += Math.max(0, value);
      down += Math.min(0, value);
    }
    double score = base + up + down;
    Scale x = Scale.of(new double[] {score - up, score - down, base}, SIDE, WIDTH - SIDE);
    Svg svg = new Svg();
    x.across(svg, TOP - 8, TOP + BAR + 104);
    stack(svg, x, score, names, values, true);
    stack(svg, x, score, names, values, false);
    mark(svg, x.place(base), "base " + Numbers.brief(base), 16);
    mark(svg, x.place(score), "score " + Numbers.brief(score), 32);
    return svg.picture(WIDTH, TOP + BAR + 132, "chart", description);
  }

  private static void mark(Svg svg, double place, String text, int y) {
    svg.add(
        "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" class=\"base\"/>",
        place, y + 3, TOP + BAR + 8);
    svg.text(Math.min(WIDTH - 60, Math.max(60, place)), y, "tick", "middle", text);
  }

  private static void stack(
      Svg svg, Scale x, double score, List<String> names, double[] values, boolean raising) {
    List<Integer> order =
        IntStream.range(0, values.length)
            .boxed()
            .filter(i -> raising ? values[i] > 0 : values[i] < 0)
            .sorted(Comparator.comparingDouble((Integer i) -> -Math.abs(values[i])))
            .toList();
    double at = score;
    // Names take turns on three lines, below those of the other stack, so that none overlap.
    int named = raising ? 0 : 3;
    for (int i : order) {
      double next = at - values[i];
      double left = Math.min(x.place(at), x.place(next));
      double width = Math.abs(x.place(next) - x.place(at));
      svg.add(
          "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" stroke=\"#ffffff\"/>",
          left, TOP, width, BAR, raising ? Texts.POSITIVE : Texts.NEGATIVE);
      if (width >= NAMED) {
        svg.text(
            left + width / 2,
            TOP + BAR + 18 + 15 * named,
            "tick",
            "middle",
            Texts.brief(names.get(i), 30));
        named = named == 2 ? 0 : named == 5 ? 3 : named + 1;
      }
      at = next;
    }
  }
}
