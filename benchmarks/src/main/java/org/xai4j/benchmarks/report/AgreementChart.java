package org.xai4j.benchmarks.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.xai4j.core.picture.ColorMap;
import org.xai4j.evaluation.statistics.Clusters;

/** Draws a matrix of agreements, its rows in the order of a dendrogram beside it. */
public final class AgreementChart {
  private static final int TREE = 120;
  private static final int NAMES = 150;
  private static final int MARGIN = 6;

  private AgreementChart() {}

  /**
   * Draws the matrix.
   *
   * @param description for those who do not see it
   * @param names of rows and columns
   * @param values symmetric, from −1 to 1; NaN stays empty
   * @param joins of the rows, nearest first
   * @return markup, empty for fewer than two rows
   */
  public static String draw(
      String description, List<String> names, double[][] values, List<Clusters.Join> joins) {
    int n = names.size();
    if (n < 2) {
      return "";
    }
    List<Integer> order = joins.get(joins.size() - 1).members();
    int cell = Math.max(26, Math.min(40, 560 / n));
    int left = TREE + NAMES;
    int top = MARGIN;
    Svg svg = new Svg();
    for (int r = 0; r < n; r++) {
      svg.text(left - 8, top + r * cell + cell / 2.0 + 4, "tick", "end", names.get(order.get(r)));
      svg.add(
          "<g transform=\"translate(%.1f %d) rotate(-55)\">",
          left + r * cell + cell / 2.0 + 4, top + n * cell + 14);
      svg.text(0, 0, "tick", "end", names.get(order.get(r))).add("</g>");
      for (int c = 0; c < n; c++) {
        cell(svg, values[order.get(r)][order.get(c)], left + c * cell, top + r * cell, cell);
      }
    }
    tree(svg, joins, order, cell, top);
    return svg.picture(left + n * cell + MARGIN, top + n * cell + 130, "chart", description);
  }

  private static void cell(Svg svg, double value, int x, int y, int size) {
    if (Double.isNaN(value)) {
      return;
    }
    int ground = ColorMap.DIVERGING.rgb(value) & 0xffffff;
    svg.add(
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%4$d\" fill=\"#%5$06x\"/>",
        x, y, size - 1, size - 1, ground);
    svg.add(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" style=\"font-size:12px;fill:%s\">"
            + "%s</text>",
        x + size / 2.0, y + size / 2.0 + 4, Palette.ink(ground), Math.round(100 * value));
  }

  /** Joins as brackets to the left, far joins further out. */
  private static void tree(
      Svg svg, List<Clusters.Join> joins, List<Integer> order, int cell, int top) {
    int n = order.size();
    Map<Integer, double[]> places = new HashMap<>();
    for (int r = 0; r < n; r++) {
      places.put(order.get(r), new double[] {TREE, top + r * cell + cell / 2.0});
    }
    double furthest = Math.max(1e-9, joins.get(joins.size() - 1).height());
    for (int j = 0; j < joins.size(); j++) {
      double[] a = Objects.requireNonNull(places.get(joins.get(j).left()));
      double[] b = Objects.requireNonNull(places.get(joins.get(j).right()));
      double x = TREE - Math.max(0, joins.get(j).height()) / furthest * (TREE - 2.0 * MARGIN);
      svg.add(
          "<path d=\"M%.1f %.1f H%.1f V%.1f H%.1f\" fill=\"none\" stroke=\"#566074\"/>",
          a[0], a[1], x, b[1], b[0]);
      places.put(n + j, new double[] {x, (a[1] + b[1]) / 2});
    }
  }
}
