package org.xai4j.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.xai4j.evaluation.statistics.Ranks;

/**
 * Draws a critical-difference diagram (Demšar 2006): methods at their mean places among the
 * methods, and bars over those that Nemenyi's test does not keep apart.
 */
public final class CriticalDifferenceChart {
  private static final int WIDTH = 880;
  private static final int SIDE = 210;
  private static final int TOP = 58;
  private static final int ROW = 22;
  private static final int BAR = 9;

  private CriticalDifferenceChart() {}

  /**
   * Draws the diagram.
   *
   * @param names of the methods
   * @param ranks their mean places and critical difference
   * @return markup, empty if there is nothing to compare
   */
  public static String draw(List<String> names, Ranks ranks) {
    int k = names.size();
    if (k < 2 || Double.isNaN(ranks.criticalDifference())) {
      return "";
    }
    double[] means = ranks.meanRanks();
    Integer[] order = new Integer[k];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> means[i]));
    List<int[]> cliques = cliques(order, ranks);
    int axis = TOP;
    int names0 = axis + 14 + cliques.size() * BAR;
    int half = (k + 1) / 2;
    int height = names0 + half * ROW + 24;
    Svg svg = new Svg();
    svg.add(
        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$d\" y2=\"%3$d\" class=\"base\"/>",
        x(1, k), x(k, k), axis);
    for (int tick = 1; tick <= k; tick++) {
      svg.add(
          "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" class=\"base\"/>",
          x(tick, k), axis - 5, axis);
      svg.text(x(tick, k), axis - 10, "tick", "middle", String.valueOf(tick));
    }
    double difference = Math.min(ranks.criticalDifference(), k - 1.0);
    svg.add(
        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"16\" y2=\"16\" stroke=\"#1a2233\""
            + " stroke-width=\"3\"/>",
        x(1, k), x(1 + difference, k));
    svg.text(
        x(1 + difference, k) + 8,
        20,
        "tick",
        "start",
        "critical difference " + Numbers.brief(ranks.criticalDifference()));
    for (int c = 0; c < cliques.size(); c++) {
      svg.add(
          "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$d\" y2=\"%3$d\" stroke=\"#b5364b\""
              + " stroke-width=\"4\" stroke-linecap=\"round\"/>",
          x(means[order[cliques.get(c)[0]]], k) - 2,
          x(means[order[cliques.get(c)[1]]], k) + 2,
          axis + 9 + c * BAR);
    }
    StringBuilder words = new StringBuilder("Mean places: ");
    for (int r = 0; r < k; r++) {
      int method = order[r];
      boolean left = r < half;
      int y = names0 + (left ? r : k - 1 - r) * ROW + 12;
      double end = left ? SIDE - 12 : WIDTH - SIDE + 12.0;
      svg.add(
          "<path d=\"M%1$.1f %2$d L%1$.1f %3$d L%4$.1f %3$d\" fill=\"none\" stroke=\"#8b93a5\"/>",
          x(means[method], k), axis, y, end);
      svg.text(
          left ? end - 6 : end + 6,
          y + 4.5,
          "tick",
          left ? "end" : "start",
          names.get(method) + "  " + Numbers.fixed(means[method], 2));
      words.append(names.get(method)).append(' ').append(Numbers.fixed(means[method], 2));
      words.append("; ");
    }
    return svg.picture(WIDTH, height, "chart", words.toString().strip());
  }

  /** The longest runs of methods, in the order of their ranks, whose ends are not kept apart. */
  private static List<int[]> cliques(Integer[] order, Ranks ranks) {
    List<int[]> cliques = new ArrayList<>();
    int reached = 0;
    for (int from = 0; from < order.length; from++) {
      int to = from;
      while (to + 1 < order.length && !ranks.differ(order[from], order[to + 1])) {
        to++;
      }
      if (to > from && to > reached) {
        cliques.add(new int[] {from, to});
        reached = to;
      }
    }
    return cliques;
  }

  private static double x(double rank, int methods) {
    return SIDE + (rank - 1) / (methods - 1) * (WIDTH - 2.0 * SIDE);
  }
}
