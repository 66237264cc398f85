package org.xai4j.benchmarks.suite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.xai4j.benchmarks.experiment.Ranking;
import org.xai4j.evaluation.statistics.Bootstrap;
import org.xai4j.evaluation.statistics.Correlation;
import org.xai4j.evaluation.statistics.Ranks;
import org.xai4j.evaluation.statistics.VarianceShares;

/**
 * The ranking of methods over all cells. A method's mean rank is the mean over models of the mean
 * over the model's cells, so that every model counts once; intervals are bootstrap intervals over
 * models, since cells of one model are no independent evidence.
 *
 * @param ranking best first
 * @param applied number of models that each method applies to
 * @param first share of the resampled sets of models in which each method is the best
 * @param shares what the variance of the ranks goes with
 * @param levels the ranking within each level of each factor
 */
record BenchmarkRanking(
    Ranking ranking,
    Map<String, Integer> applied,
    Map<String, Double> first,
    VarianceShares shares,
    List<Level> levels) {
  private static final int RESAMPLES = 1000;

  /** The factor whose levels are the metrics. */
  static final String METRIC = "metric";

  /**
   * The ranking of a part of the cells.
   *
   * @param factor data, model, baseline, seed or metric
   * @param name of the level
   * @param ranks mean rank by method
   * @param best method of the smallest mean rank
   * @param agreement Spearman's correlation with the ranking over all cells
   */
  record Level(
      String factor, String name, Map<String, Double> ranks, String best, double agreement) {}

  /**
   * Ranks methods.
   *
   * @param placings of all cells
   * @param control label of the control, if it takes part
   * @param seed of the bootstrap
   * @return the ranking
   */
  static BenchmarkRanking of(List<Placing> placings, Optional<String> control, long seed) {
    List<Placing> overall = placings.stream().filter(p -> p.metric().isEmpty()).toList();
    List<String> models = overall.stream().map(p -> p.cell().pair()).distinct().toList();
    Map<String, double[]> byModel = new LinkedHashMap<>();
    for (String method : overall.stream().map(Placing::method).distinct().toList()) {
      byModel.put(
          method,
          models.stream()
              .mapToDouble(
                  model -> mean(overall, p -> p.method().equals(method), p -> in(p, model)))
              .toArray());
    }
    Bootstrap bootstrap = new Bootstrap(models.size(), RESAMPLES, seed);
    List<Ranking.Row> rows = new ArrayList<>();
    double[] controls = control.map(byModel::get).orElse(null);
    byModel.forEach(
        (method, ranks) ->
            rows.add(
                new Ranking.Row(
                    method,
                    bootstrap.mean(ranks),
                    controls == null || control.get().equals(method)
                        ? Ranking.Verdict.NONE
                        : verdict(bootstrap.difference(ranks, controls)),
                    Map.of())));
    rows.sort(Comparator.comparingDouble(r -> r.rank().mean()));
    List<String> metrics =
        placings.stream().map(Placing::metric).distinct().filter(m -> !m.isEmpty()).toList();
    double[][] merits =
        rows.stream()
            .map(r -> byModel.getOrDefault(r.label(), new double[0]))
            .map(own -> Arrays.stream(own).map(v -> -v).toArray())
            .toArray(double[][]::new);
    Ranking ranking = new Ranking(rows, metrics, List.of(), control, Ranks.of(merits), List.of());
    Map<String, Integer> applied = new LinkedHashMap<>();
    Map<String, Double> first = new LinkedHashMap<>();
    for (Ranking.Row row : rows) {
      double[] own = byModel.getOrDefault(row.label(), new double[0]);
      applied.put(row.label(), (int) Arrays.stream(own).filter(v -> !Double.isNaN(v)).count());
      first.put(row.label(), bootstrap.share(drawn -> best(byModel, own, drawn)));
    }
    return new BenchmarkRanking(
        ranking, applied, first, shares(placings), levels(placings, ranking, metrics));
  }

  private static boolean in(Placing placing, String model) {
    return placing.cell().pair().equals(model);
  }

  private static Ranking.Verdict verdict(Bootstrap.Interval difference) {
    if (Double.isNaN(difference.mean())) {
      return Ranking.Verdict.NONE;
    }
    if (difference.contains(0)) {
      return Ranking.Verdict.SAME;
    }
    return difference.mean() < 0 ? Ranking.Verdict.BETTER : Ranking.Verdict.WORSE;
  }

  /** Whether no method has a smaller mean over drawn models. */
  private static boolean best(Map<String, double[]> byModel, double[] own, int[] drawn) {
    double mine = mean(own, drawn);
    return byModel.values().stream()
            .mapToDouble(other -> mean(other, drawn))
            .noneMatch(m -> m < mine)
        && !Double.isNaN(mine);
  }

  private static double mean(double[] values, int[] drawn) {
    return Arrays.stream(drawn)
        .mapToDouble(i -> values[i])
        .filter(v -> !Double.isNaN(v))
        .average()
        .orElse(Double.NaN);
  }

  @SafeVarargs
  private static double mean(List<Placing> placings, Predicate<Placing>... wanted) {
    return placings.stream()
        .filter(Arrays.stream(wanted).reduce(p -> true, Predicate::and))
        .mapToDouble(Placing::rank)
        .filter(r -> !Double.isNaN(r))
        .average()
        .orElse(Double.NaN);
  }

  /** Of the ranks in each cell and metric. */
  private static VarianceShares shares(List<Placing> placings) {
    List<Placing> single =
        placings.stream().filter(p -> !p.metric().isEmpty() && !Double.isNaN(p.rank())).toList();
    Map<String, int[]> factors = new LinkedHashMap<>();
    for (String factor : BenchmarkCell.FACTORS) {
      factors.put(factor, numbers(single.stream().map(p -> p.cell().level(factor)).toList()));
    }
    factors.put(METRIC, numbers(single.stream().map(Placing::metric).toList()));
    return VarianceShares.of(
        single.stream().mapToDouble(Placing::rank).toArray(),
        numbers(single.stream().map(Placing::method).toList()),
        factors);
  }

  private static int[] numbers(List<String> texts) {
    List<String> known = texts.stream().distinct().toList();
    return texts.stream().mapToInt(known::indexOf).toArray();
  }

  private static List<Level> levels(List<Placing> placings, Ranking ranking, List<String> metrics) {
    List<Placing> overall = placings.stream().filter(p -> p.metric().isEmpty()).toList();
    List<Level> levels = new ArrayList<>();
    for (String factor : BenchmarkCell.FACTORS) {
      overall.stream()
          .map(p -> p.cell().level(factor))
          .distinct()
          .map(
              level ->
                  level(
                      factor,
                      level,
                      overall.stream().filter(p -> p.cell().level(factor).equals(level)).toList(),
                      ranking))
          .forEach(levels::add);
    }
    for (String metric : metrics) {
      List<Placing> own = placings.stream().filter(p -> p.metric().equals(metric)).toList();
      levels.add(level(METRIC, metric, own, ranking));
    }
    return List.copyOf(levels);
  }

  private static Level level(String factor, String name, List<Placing> placings, Ranking ranking) {
    List<String> models = placings.stream().map(p -> p.cell().pair()).distinct().toList();
    Map<String, Double> ranks = new LinkedHashMap<>();
    for (Ranking.Row row : ranking.rows()) {
      double rank =
          models.stream()
              .mapToDouble(
                  model -> mean(placings, p -> p.method().equals(row.label()), p -> in(p, model)))
              .filter(r -> !Double.isNaN(r))
              .average()
              .orElse(Double.NaN);
      if (!Double.isNaN(rank)) {
        ranks.put(row.label(), rank);
      }
    }
    String best =
        ranks.entrySet().stream()
            .min(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse("");
    List<Ranking.Row> shared =
        ranking.rows().stream().filter(r -> ranks.containsKey(r.label())).toList();
    double agreement =
        Correlation.spearman(
            shared.stream().mapToDouble(r -> r.rank().mean()).toArray(),
            shared.stream().mapToDouble(r -> ranks.getOrDefault(r.label(), 0.0)).toArray());
    return new Level(factor, name, ranks, best, agreement);
  }

  /** The levels of a factor. */
  List<Level> of(String factor) {
    return levels.stream().filter(l -> l.factor().equals(factor)).toList();
  }

  /** Mean of the levels' agreement with the whole, over those where it is defined. */
  double agreement(String factor) {
    return of(factor).stream()
        .mapToDouble(Level::agreement)
        .filter(a -> !Double.isNaN(a))
        .average()
        .orElse(Double.NaN);
  }

  /** Number of methods that are the best of some level. */
  long winners(String factor) {
    return of(factor).stream().map(Level::best).distinct().count();
  }
}
