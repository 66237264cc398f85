package org.xai4j.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xai4j.benchmarks.experiment.Ranking;

/** Draws the mean rank of each method with its interval. */
public final class RankingChart {
  private static final int WIDTH = 880;
  private static final int LEFT = 230;
  private static final int RIGHT = 100;
  private static final int ROW = 32;
  private static final int TOP = 34;

  private RankingChart() {}

  /**
   * Draws the chart of methods that are called by their labels.
   *
   * @param ranking best first
   * @return markup
   */
  public static String draw(Ranking ranking) {
    Map<String, Boolean> controls = new LinkedHashMap<>();
    ranking.rows().stream()
        .map(Ranking.Row::label)
        .sorted()
        .forEach(label -> controls.put(label, Ranking.CONTROLS.contains(label)));
    return draw(ranking, Map.of(), Palette.of(controls));
  }

  /**
   * Draws the chart.
   *
   * @param ranking best first
   * @param titles of the methods by label
   * @param colours of the methods by label
   * @return markup
   */
  static String draw(Ranking ranking, Map<String, String> titles, Map<String, String> colours) {
    List<Ranking.Row> rows = ranking.rows();
    int height = TOP + rows.size() * ROW + 44;
    Svg svg = new Svg();
    int last = Math.max(2, rows.size());
    int bottom = TOP + rows.size() * ROW;
    control(ranking)
        .ifPresent(
            c -> {
              double from = x(c.rank().low(), last);
              double to = Math.max(from + 2, x(c.rank().high(), last));
              svg.add(
                  "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" class=\"band\"/>",
                  from, TOP - 6, to - from, bottom - TOP + 10);
              svg.text((from + to) / 2, TOP - 14, "tick", "middle", "control: " + c.label());
            });
    for (int tick = 1; tick <= last; tick++) {
      svg.add(
          "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" class=\"grid\"/>",
          x(tick, last), TOP - 6, bottom + 4);
      svg.text(x(tick, last), bottom + 20, "tick", "middle", String.valueOf(tick));
    }
    svg.text(
        (LEFT + WIDTH - RIGHT) / 2.0,
        bottom + 40,
        "axis",
        "middle",
        "mean rank (1 is best), with 95 % interval; tied: not kept apart from the best (Nemenyi)");
    for (int i = 0; i < rows.size(); i++) {
      row(svg, rows.get(i), i, last, titles, colours, ranking.tiedWithBest(i));
    }
    StringBuilder words = new StringBuilder("Mean ranks: ");
    for (Ranking.Row row : rows) {
      words
          .append(row.label())
          .append(' ')
          .append(Numbers.fixed(row.rank().mean(), 2))
          .append("; ");
    }
    return svg.picture(WIDTH, height, "chart", words.toString().strip());
  }

  private static void row(
      Svg svg,
      Ranking.Row row,
      int place,
      int last,
      Map<String, String> titles,
      Map<String, String> colours,
      boolean tied) {
    double y = TOP + place * ROW + ROW / 2.0;
    String title = titles.getOrDefault(row.label(), row.label());
    String colour = colours.getOrDefault(row.label(), "#444");
    boolean beaten =
        row.verdict() == Ranking.Verdict.SAME || row.verdict() == Ranking.Verdict.WORSE;
    svg.text(LEFT - 14, y + 4.5, beaten ? "name muted" : "name", "end", title);
    if (Double.isNaN(row.rank().mean())) {
      return;
    }
    svg.add(
        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"%4$s\""
            + " stroke-width=\"7\" stroke-linecap=\"round\" opacity=\".32\"/>",
        x(row.rank().low(), last), x(row.rank().high(), last), y, colour);
    svg.add(
        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"6\" fill=\"%s\" stroke=\"%s\" stroke-width=\"2.5\"/>",
        x(row.rank().mean(), last), y, beaten ? "#fff" : colour, colour);
    svg.text(WIDTH - RIGHT + 22, y + 4.5, "value", "start", Numbers.fixed(row.rank().mean(), 2));
    if (tied) {
      svg.text(WIDTH - RIGHT + 60, y + 4.5, "tick", "start", "tied");
    }
  }

  private static Optional<Ranking.Row> control(Ranking ranking) {
    return ranking
        .control()
        .flatMap(label -> ranking.rows().stream().filter(r -> r.label().equals(label)).findFirst())
        .filter(r -> !Double.isNaN(r.rank().mean()));
  }

  private static double x(double rank, int last) {
    return LEFT + (rank - 1) / (last - 1) * (WIDTH - LEFT - RIGHT);
  }
}
