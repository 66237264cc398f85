package org.xai4j.benchmarks.suite;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.xai4j.benchmarks.experiment.Comparison;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Outcome;
import org.xai4j.benchmarks.experiment.Ranking;
import org.xai4j.benchmarks.report.Report;
import org.xai4j.benchmarks.study.Study;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.core.data.Csv;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;

/**
 * The same methods and metrics on many models, data sets, baselines and seeds: a list of
 * comparisons, each in a folder of its own with its own report and stages, and the ranking over
 * all. Parameters: {@code seeds}, how many, from the experiment's on; a quick run takes one.
 */
public final class BenchmarkStudy implements Study {
  /** Made by the {@code ServiceLoader}. */
  public BenchmarkStudy() {}

  @Override
  public String id() {
    return "benchmark";
  }

  @Override
  public void run(StudyRun run) {
    Experiment benchmark = run.experiment();
    int seeds = run.settings().quick() ? 1 : (int) run.number("seeds", 1);
    List<BenchmarkCell> cells = BenchmarkCell.all(benchmark, seeds);
    List<Placing> placings = new ArrayList<>();
    Map<String, Object> models = new TreeMap<>();
    List<String> skipped = new ArrayList<>();
    for (BenchmarkCell cell : cells) {
      Path folder = run.folder().resolve(cell.folder());
      Outcome outcome =
          Comparison.run(cell.experiment(), run.settings(), folder, run.progress(), run::note);
      Report.write(folder.resolve("report.html"), outcome);
      models.put(cell.pair(), String.valueOf(outcome.provenance().get("model")));
      outcome.remade().forEach(run::say);
      outcome.skipped().stream()
          .filter(s -> s.metric().isEmpty())
          .map(s -> cell.pair() + ", " + s.method() + ": " + s.reason())
          .filter(s -> !skipped.contains(s))
          .forEach(skipped::add);
      placings.addAll(placings(cell, outcome, labels(benchmark).size()));
    }
    run.fact("models", models);
    Optional<String> control =
        benchmark.methods().stream()
            .filter(m -> m.id().equals(Ranking.CONTROL))
            .map(Experiment.Choice::label)
            .findFirst();
    BenchmarkRanking ranking = BenchmarkRanking.of(placings, control, benchmark.seed());
    write(run, placings, ranking);
    BenchmarkPage.write(run.page(), cells, ranking, skipped);
    say(run, cells, ranking);
  }

  /** All methods, also those of single cases. */
  private static List<String> labels(Experiment benchmark) {
    List<Experiment.Choice> all = new ArrayList<>(benchmark.methods());
    benchmark.cases().forEach(c -> all.addAll(c.methods()));
    return all.stream().map(Experiment.Choice::label).distinct().toList();
  }

  /** The methods' places in a cell: over all metrics as its report has them, and by metric. */
  private static List<Placing> placings(BenchmarkCell cell, Outcome outcome, int all) {
    List<Placing> placings = new ArrayList<>();
    int some = outcome.methods().size();
    for (Ranking.Row row : outcome.ranking().rows()) {
      placings.add(
          new Placing(
              cell,
              Placing.OVERALL,
              row.label(),
              Double.NaN,
              Placing.stretched(row.rank().mean(), some, all)));
    }
    for (Outcome.Measure measure : outcome.metrics()) {
      String metric = measure.choice().label();
      Map<String, Map<String, double[]>> values = new LinkedHashMap<>();
      for (Outcome.Method method : outcome.methods()) {
        Scores scores = method.scores().get(metric);
        if (scores != null) {
          values.put(method.choice().label(), Map.of(metric, scores.values()));
        }
      }
      Map<String, Metric.Direction> direction = Map.of(metric, measure.direction());
      Ranking.ranks(values, direction, List.of(List.of(metric)), outcome.predicted().length)
          .forEach(
              (method, ranks) ->
                  placings.add(
                      new Placing(
                          cell,
                          metric,
                          method,
                          mean(
                              values
                                  .getOrDefault(method, Map.of())
                                  .getOrDefault(metric, new double[0])),
                          Placing.stretched(mean(ranks), values.size(), all))));
    }
    return placings;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
  }

  private static void write(StudyRun run, List<Placing> placings, BenchmarkRanking ranking) {
    List<String> columns = new ArrayList<>(BenchmarkCell.FACTORS);
    columns.addAll(List.of("method", "metric", "value", "rank"));
    List<List<Object>> results = new ArrayList<>();
    placings.stream()
        .filter(p -> !p.metric().isEmpty())
        .forEach(
            p ->
                results.add(
                    List.of(
                        p.cell().data(),
                        p.cell().model(),
                        p.cell().baseline(),
                        p.cell().seed(),
                        p.method(),
                        p.metric(),
                        p.score(),
                        p.rank())));
    run.results(columns, results);
    List<List<Object>> ranks = new ArrayList<>();
    for (Ranking.Row row : ranking.ranking().rows()) {
      ranks.add(
          List.of(
              row.label(),
              row.rank().mean(),
              row.rank().low(),
              row.rank().high(),
              ranking.applied().getOrDefault(row.label(), 0),
              ranking.first().getOrDefault(row.label(), 0.0)));
    }
    Csv.write(
        run.folder().resolve("ranking.csv"),
        List.of("method", "mean_rank", "low", "high", "models", "first"),
        ranks);
    List<List<Object>> shares = new ArrayList<>();
    shares.add(List.of("method", ranking.shares().subject(), Double.NaN, 0));
    ranking
        .shares()
        .factors()
        .forEach(
            (factor, share) ->
                shares.add(
                    List.of(factor, share, ranking.agreement(factor), ranking.of(factor).size())));
    shares.add(List.of("rest", ranking.shares().rest(), Double.NaN, 0));
    Csv.write(
        run.folder().resolve("influence.csv"),
        List.of("choice", "variance_share", "agreement", "levels"),
        shares);
  }

  private static void say(StudyRun run, List<BenchmarkCell> cells, BenchmarkRanking ranking) {
    run.say(
        String.format(
            Locale.ROOT,
            "Mean rank over %d comparisons of %d models (1 is best), with 95 %% interval:",
            cells.size(),
            cells.stream().map(BenchmarkCell::pair).distinct().count()));
    for (Ranking.Row row : ranking.ranking().rows()) {
      run.say(
          String.format(
              Locale.ROOT,
              "  %-24s %5.2f  [%.2f, %.2f]  %2d models%s",
              row.label(),
              row.rank().mean(),
              row.rank().low(),
              row.rank().high(),
              ranking.applied().getOrDefault(row.label(), 0),
              row.verdict() == Ranking.Verdict.SAME || row.verdict() == Ranking.Verdict.WORSE
                  ? "  not better than the control"
                  : ""));
    }
    StringBuilder shares = new StringBuilder("The variance of the ranks goes with: ");
    shares.append(BenchmarkPage.percent("method", ranking.shares().subject()));
    ranking
        .shares()
        .factors()
        .forEach((f, share) -> shares.append(", ").append(BenchmarkPage.percent(f, share)));
    run.say(shares + ", " + BenchmarkPage.percent("rest", ranking.shares().rest()) + ".");
  }
}
