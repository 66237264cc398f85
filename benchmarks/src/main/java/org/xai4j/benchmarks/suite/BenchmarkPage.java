package org.xai4j.benchmarks.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.xai4j.benchmarks.experiment.Ranking;
import org.xai4j.benchmarks.report.BarChart;
import org.xai4j.benchmarks.report.Numbers;
import org.xai4j.benchmarks.report.Page;
import org.xai4j.benchmarks.report.RankingChart;

/** The report of a benchmark. */
final class BenchmarkPage {
  private BenchmarkPage() {}

  /** Fills the page. */
  static void write(
      Page page, List<BenchmarkCell> cells, BenchmarkRanking ranking, List<String> skipped) {
    List<Ranking.Row> rows = ranking.ranking().rows();
    page.lead(
        String.format(
            Locale.ROOT,
            "%d methods by %d metrics on %d models of %d data sets, with %d baselines and %d"
                + " seeds: %d comparisons.",
            rows.size(),
            ranking.ranking().metrics().size(),
            count(cells, "model"),
            count(cells, "data"),
            count(cells, "baseline"),
            count(cells, "seed"),
            cells.size()));
    page.heading("Which method is best over all?")
        .finding(finding(ranking))
        .text(
            "Mean rank: the rank of a method among the methods, by row and metric (metrics that"
                + " order the methods alike count once, as in each comparison's own report),"
                + " averaged over rows, metrics and comparisons, every model counting once. Where"
                + " not all methods apply, the ranks are stretched to the same scale. The intervals"
                + " draw models again, not rows: they say how the ranking would move with other"
                + " models.")
        .svg("Mean ranks over all models", RankingChart.draw(ranking.ranking()))
        .table(
            List.of("method", "mean rank", "low", "high", "models", "best in draws", "control"),
            rows.stream().map(row -> row(ranking, row)).toList());
    influence(page, ranking);
    page.heading("Ranks by model")
        .text("Mean ranks within each model, 1 is best. A dash: the method does not apply.")
        .table(columns(ranking, "model"), table(ranking, "model"));
    page.heading("Ranks by metric")
        .text("Mean ranks within each metric, every model counting once.")
        .table(columns(ranking, BenchmarkRanking.METRIC), table(ranking, BenchmarkRanking.METRIC));
    Map<String, String> links = new LinkedHashMap<>();
    cells.forEach(
        c ->
            links.put(
                String.join(", ", c.data(), c.model(), c.baseline(), "seed " + c.seed()),
                c.folder() + "/report.html"));
    page.heading("The comparisons").text("Each has a report of its own.").links(links);
    if (!skipped.isEmpty()) {
      page.heading("Left out").list(skipped);
    }
  }

  private static long count(List<BenchmarkCell> cells, String factor) {
    return cells.stream().map(c -> c.level(factor)).distinct().count();
  }

  private static String finding(BenchmarkRanking ranking) {
    List<Ranking.Row> rows = ranking.ranking().rows();
    Ranking.Row best = rows.get(0);
    List<String> rivals =
        rows.stream()
            .skip(1)
            .filter(r -> ranking.first().getOrDefault(r.label(), 0.0) >= 0.05)
            .map(Ranking.Row::label)
            .toList();
    List<String> idle =
        rows.stream()
            .filter(
                r -> r.verdict() == Ranking.Verdict.SAME || r.verdict() == Ranking.Verdict.WORSE)
            .map(Ranking.Row::label)
            .toList();
    return String.format(
            Locale.ROOT,
            "%s has the best mean rank, %s of %d (95 %% interval %s to %s), and is the best in"
                + " %.0f %% of the draws of models.",
            best.label(),
            Numbers.fixed(best.rank().mean(), 2),
            rows.size(),
            Numbers.fixed(best.rank().low(), 2),
            Numbers.fixed(best.rank().high(), 2),
            100 * ranking.first().getOrDefault(best.label(), 0.0))
        + (rivals.isEmpty()
            ? " No other is the best in 5 %."
            : " Also the best in at least 5 %: " + String.join(", ", rivals) + ".")
        + (idle.isEmpty()
            ? ""
            : " Not better than random values: " + String.join(", ", idle) + ".");
  }

  private static List<Object> row(BenchmarkRanking ranking, Ranking.Row row) {
    return List.of(
        row.label(),
        row.rank().mean(),
        row.rank().low(),
        row.rank().high(),
        ranking.applied().getOrDefault(row.label(), 0),
        ranking.first().getOrDefault(row.label(), 0.0),
        switch (row.verdict()) {
          case BETTER -> "better than random";
          case SAME -> "like random";
          case WORSE -> "worse than random";
          case NONE -> "–";
        });
  }

  private static void influence(Page page, BenchmarkRanking ranking) {
    List<BarChart.Bar> bars = new ArrayList<>();
    List<List<Object>> rows = new ArrayList<>();
    bars.add(BarChart.Bar.of("method", 100 * ranking.shares().subject()));
    rows.add(List.of("method", 100 * ranking.shares().subject(), "–", "–", "–"));
    ranking
        .shares()
        .factors()
        .forEach(
            (factor, share) -> {
              bars.add(BarChart.Bar.of("method × " + factor, 100 * share));
              rows.add(
                  List.of(
                      "method × " + factor,
                      100 * share,
                      ranking.of(factor).size(),
                      ranking.agreement(factor),
                      ranking.winners(factor)));
            });
    bars.add(BarChart.Bar.of("rest", 100 * ranking.shares().rest()));
    rows.add(List.of("rest", 100 * ranking.shares().rest(), "–", "–", "–"));
    page.heading("How much does each choice move the ranking?")
        .finding(moved(ranking))
        .text(
            "The variance of the ranks by comparison and metric, taken apart: what differs between"
                + " methods everywhere, what goes with the choice of data set, of model within its"
                + " data, of baseline, seed and metric, and the rest (joint effects and chance)."
                + " Agreement: Spearman's correlation of the ranking with one choice alone with the"
                + " ranking over all, averaged over the choices. Winners: how many methods are the"
                + " best with some choice alone.")
        .svg("Shares of the variance of ranks, in %", BarChart.draw("Variance shares", bars))
        .table(
            List.of("source", "share of variance in %", "choices", "agreement", "winners"), rows);
    List<List<Object>> levels = new ArrayList<>();
    for (BenchmarkRanking.Level level : ranking.levels()) {
      levels.add(List.of(level.factor(), level.name(), level.best(), level.agreement()));
    }
    page.table(List.of("source", "with this alone", "best method", "agreement"), levels);
  }

  private static String moved(BenchmarkRanking ranking) {
    Map.Entry<String, Double> most =
        Objects.requireNonNull(
            ranking.shares().factors().entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElse(null));
    return String.format(
        Locale.ROOT,
        "%.0f %% of the variance of ranks is between methods wherever they are tried; of the"
            + " choices, the %s moves the ranking most (%.0f %%).",
        100 * ranking.shares().subject(),
        most.getKey(),
        100 * most.getValue());
  }

  private static List<String> columns(BenchmarkRanking ranking, String factor) {
    List<String> columns = new ArrayList<>(List.of("method"));
    ranking.of(factor).forEach(l -> columns.add(l.name()));
    return columns;
  }

  private static List<List<Object>> table(BenchmarkRanking ranking, String factor) {
    List<List<Object>> rows = new ArrayList<>();
    for (Ranking.Row row : ranking.ranking().rows()) {
      List<Object> cells = new ArrayList<>(List.of(row.label()));
      ranking.of(factor).forEach(l -> cells.add(l.ranks().getOrDefault(row.label(), Double.NaN)));
      rows.add(cells);
    }
    return rows;
  }

  /** A share in words. */
  static String percent(String name, double share) {
    return String.format(Locale.ROOT, "%s %.0f %%", name, 100 * share);
  }
}
