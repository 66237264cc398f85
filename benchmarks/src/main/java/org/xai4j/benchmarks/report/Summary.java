package org.xai4j.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.xai4j.benchmarks.experiment.Outcome;
import org.xai4j.benchmarks.experiment.Ranking;
import org.xai4j.evaluation.Metric;

/** What a comparison found, as a section of a study's page. */
public final class Summary {
  private Summary() {}

  /**
   * Adds a section: the ranking, the mean scores and the time per explanation.
   *
   * @param page of the study
   * @param heading of the section
   * @param outcome of the comparison, whose whole report stands in a folder of its own
   */
  public static void add(Page page, String heading, Outcome outcome) {
    Map<String, String> titles = Comparisons.titles(outcome);
    int n = outcome.predicted().length;
    List<String> columns = new ArrayList<>(List.of("method", "mean rank"));
    for (Outcome.Measure metric : outcome.metrics()) {
      boolean higher = metric.direction() == Metric.Direction.HIGHER;
      columns.add(metric.choice().label() + (higher ? " ↑" : " ↓"));
    }
    columns.add("ms per row");
    List<List<Object>> rows = new ArrayList<>();
    for (Ranking.Row row : outcome.ranking().rows()) {
      List<Object> cells = new ArrayList<>();
      cells.add(titles.getOrDefault(row.label(), row.label()));
      cells.add(
          Numbers.interval(row.rank().mean(), row.rank().low(), row.rank().high())
              + mark(row.verdict()));
      for (Outcome.Measure metric : outcome.metrics()) {
        Ranking.Cell cell = row.cells().get(metric.choice().label());
        cells.add(
            cell == null
                ? "–"
                : Numbers.interval(cell.score().mean(), cell.score().low(), cell.score().high())
                    + mark(cell.verdict()));
      }
      cells.add(
          outcome.methods().stream()
              .filter(m -> m.choice().label().equals(row.label()))
              .mapToDouble(m -> 1e3 * m.cost().seconds() / n)
              .findFirst()
              .orElse(Double.NaN));
      rows.add(cells);
    }
    page.heading(heading)
        .text(
            "Mean rank over the metrics that all methods have, and mean scores, over "
                + n
                + " rows with 95 % bootstrap intervals; ↑ higher is better, ↓ lower is better; ≈ not"
                + " distinguishable from random relevance, ✕ worse. Curves, tests and parameters: "
                + outcome.experiment().name()
                + "/report.html.")
        .svg("ranking", RankingChart.draw(outcome.ranking(), titles, Palette.of(outcome.methods())))
        .table(columns, rows);
    if (!outcome.warnings().isEmpty()) {
      page.list(outcome.warnings().stream().map(w -> w.method() + ": " + w.sentence()).toList());
    }
    if (!outcome.skipped().isEmpty()) {
      page.list(
          outcome.skipped().stream()
              .map(s -> (s.method() + " " + s.metric()).strip() + ": " + s.reason())
              .distinct()
              .toList());
    }
  }

  private static String mark(Ranking.Verdict verdict) {
    return switch (verdict) {
      case SAME -> " ≈";
      case WORSE -> " ✕";
      case BETTER, NONE -> "";
    };
  }
}
