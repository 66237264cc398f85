package org.xai4j.benchmarks.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Draws the values of every feature over many rows: one line per feature, one dot per row, its
 * colour the rank of the feature's own value among the rows, blue for low and red for high.
 */
public final class BeeswarmChart {
  private static final int WIDTH = 660;
  private static final int LEFT = 190;
  private static final int RIGHT = 20;
  private static final int ROW = 34;

  /** About the width of a letter of a legend. */
  private static final double LETTER = 6.5;

  private BeeswarmChart() {}

  /**
   * Draws a chart.
   *
   * @param description for those who do not see it
   * @param names of the features
   * @param values attributions [n][d]
   * @param inputs the rows [n][d]
   * @param shown features, those with the largest mean absolute value
   * @return markup
   */
  public static String draw(
      String description, List<String> names, double[][] values, double[][] inputs, int shown) {
    int d = names.size();
    double[] size = new double[d];
    for (int c = 0; c < d; c++) {
      int column = c;
      size[c] = Arrays.stream(values).mapToDouble(v -> Math.abs(v[column])).average().orElse(0);
    }
    List<Integer> order =
        IntStream.range(0, d)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer c) -> -size[c]))
            .limit(shown)
            .toList();
    double[] all =
        order.stream().flatMapToDouble(c -> Arrays.stream(values).mapToDouble(v -> v[c])).toArray();
    Scale x = Scale.of(all, LEFT, WIDTH - RIGHT);
    int bottom = 8 + order.size() * ROW;
    Svg svg = new Svg();
    x.across(svg, 4, bottom);
    for (int i = 0; i < order.size(); i++) {
      int c = order.get(i);
      double middle = 8 + i * ROW + ROW / 2.0;
      svg.text(LEFT - 10, middle + 4, "tick", "end", Texts.brief(names.get(c), 26));
      dots(svg, x, middle, column(values, c), column(inputs, c));
    }
    if (x.low() <= 0 && x.high() >= 0) {
      svg.add(
          "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"4\" y2=\"%2$d\" class=\"base\"/>",
          x.place(0), bottom);
    }
    svg.text((LEFT + WIDTH - RIGHT) / 2.0, bottom + 34, "axis", "middle", "value of the feature");
    legend(svg, LEFT + (WIDTH - RIGHT - LEFT) / 2.0, bottom + 44, "what the feature is");
    return svg.picture(WIDTH, bottom + 72, "chart", description);
  }

  /** The colours from low to high, with their words around a middle. */
  static void legend(Svg svg, double middle, double top, String title) {
    int steps = 40;
    double words = LETTER * (title.length() + 5);
    double left = middle - (4.0 * steps + LETTER * 4 - words) / 2;
    for (int k = 0; k < steps; k++) {
      svg.add(
          "<rect x=\"%.1f\" y=\"%.1f\" width=\"4.3\" height=\"8\" fill=\"%s\"/>",
          left + 4 * k, top, colour((k + 0.5) / steps));
    }
    svg.text(left - 8, top + 9, "tick", "end", title + ": low");
    svg.text(left + 4 * steps + 8, top + 9, "tick", "start", "high");
  }

  private static double[] column(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(r -> r[column]).toArray();
  }

  /** Dots that would overlap move up and down in turn. */
  private static void dots(Svg svg, Scale x, double middle, double[] values, double[] own) {
    int[] taken = new int[WIDTH + 1];
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> values[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] sorted = own.clone();
    Arrays.sort(sorted);
    for (int i : order) {
      double place = x.place(values[i]);
      int cell = Math.min(WIDTH, Math.max(0, (int) (place / 3)));
      int count = taken[cell]++;
      int steps = (count + 1) / 2;
      double step = Math.min(ROW / 2.0 - 3, 2.4 * steps);
      double rank = rank(sorted, own[i]);
      svg.add(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.2\" fill=\"%s\" fill-opacity=\"0.85\"/>",
          place, middle + (count % 2 == 0 ? step : -step), colour(rank));
    }
  }

  /** The place of a value among others, 0 to 1; equal values share theirs. */
  private static double rank(double[] sorted, double value) {
    int below = 0;
    int upTo = 0;
    for (double v : sorted) {
      below += v < value ? 1 : 0;
      upTo += v <= value ? 1 : 0;
    }
    return (below + upTo) / 2.0 / sorted.length;
  }

  /** From blue to red. */
  static String colour(double share) {
    int red = (int) Math.round(0x25 + share * (0xb5 - 0x25));
    int green = (int) Math.round(0x63 + share * (0x36 - 0x63));
    int blue = (int) Math.round(0xa8 + share * (0x4b - 0xa8));
    return String.format(java.util.Locale.ROOT, "#%02x%02x%02x", red, green, blue);
  }
}
