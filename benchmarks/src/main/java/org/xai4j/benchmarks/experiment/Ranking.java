package org.xai4j.benchmarks.experiment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.statistics.Bootstrap;
import org.xai4j.evaluation.statistics.Correlation;
import org.xai4j.evaluation.statistics.Pairwise;
import org.xai4j.evaluation.statistics.Ranks;

/**
 * Who does better. Per metric, the mean over instances; overall, the mean rank over the metrics
 * that every method has, metrics that put the methods in nearly the same order counting once
 * together. All intervals are 95 % bootstrap intervals over the same draws of instances.
 *
 * @param rows the methods, best mean rank first
 * @param metrics labels of the metrics that the overall rank counts
 * @param twins groups of these metrics that count once together
 * @param control label of the control, if it takes part
 * @param tests whether the methods differ, over the rows' mean ranks; methods in the order of rows
 * @param pairs comparisons of all pairs of methods, numbered in the order of rows
 */
public record Ranking(
    List<Row> rows,
    List<String> metrics,
    List<List<String>> twins,
    Optional<String> control,
    Ranks tests,
    List<Pairwise> pairs) {
  /** The id of the method that any other must beat. */
  public static final String CONTROL = "random";

  /** Methods that know nothing of the model. */
  public static final List<String> CONTROLS = List.of(CONTROL, "edge", "input-magnitude");

  /** Spearman's correlation of the methods' mean scores from which metrics are twins. */
  public static final double TWINS = 0.95;

  private static final int RESAMPLES = 1000;

  /** Methods from which a correlation over them means something. */
  private static final int FEWEST_METHODS = 5;

  /** How a method does against the control. */
  public enum Verdict {
    /** The interval of the paired difference lies on the better side. */
    BETTER,
    /** The interval includes zero. */
    SAME,
    /** The interval lies on the worse side. */
    WORSE,
    /** There is nothing to compare. */
    NONE
  }

  /**
   * A method's place.
   *
   * @param label of the method
   * @param rank mean rank, 1 is best
   * @param verdict of the mean rank against the control's
   * @param cells per metric label
   */
  public record Row(
      String label, Bootstrap.Interval rank, Verdict verdict, Map<String, Cell> cells) {}

  /**
   * Whether a method is tied with the one of the best mean rank: Nemenyi's test, which also draws
   * the critical-difference diagram, does not tell them apart.
   *
   * @param place of the method among the rows
   * @return false for the best itself
   */
  public boolean tiedWithBest(int place) {
    return place > 0 && !Double.isNaN(tests.criticalDifference()) && !tests.differ(0, place);
  }

  /**
   * A method's score in one metric.
   *
   * @param score mean over instances
   * @param best whether no method has a better mean
   * @param verdict against the control
   */
  public record Cell(Bootstrap.Interval score, boolean best, Verdict verdict) {}

  /**
   * Ranks methods.
   *
   * @param methods values by metric label, by method label; methods without a metric lack the key
   * @param directions by metric label
   * @param control label of the control, if it takes part
   * @param seed of the bootstrap
   * @return the ranking
   */
  public static Ranking of(
      Map<String, Map<String, double[]>> methods,
      Map<String, Metric.Direction> directions,
      Optional<String> control,
      long seed) {
    int n =
        methods.values().stream()
            .flatMap(m -> m.values().stream())
            .mapToInt(v -> v.length)
            .findFirst()
            .orElse(0);
    Bootstrap bootstrap = new Bootstrap(n, RESAMPLES, seed);
    List<String> shared =
        directions.keySet().stream()
            .filter(metric -> methods.values().stream().allMatch(m -> m.containsKey(metric)))
            .filter(metric -> methods.values().stream().anyMatch(m -> defined(m, metric)))
            .toList();
    List<List<String>> groups = groups(methods, directions, shared);
    Map<String, double[]> ranks = ranks(methods, directions, groups, n);
    List<Row> rows = new ArrayList<>();
    methods.forEach(
        (label, own) -> {
          Map<String, Cell> cells = new LinkedHashMap<>();
          own.forEach(
              (metric, values) -> {
                Metric.Direction direction = direction(directions, metric);
                double[] other =
                    control.map(c -> methods.getOrDefault(c, Map.of()).get(metric)).orElse(null);
                boolean itself = control.isPresent() && control.get().equals(label);
                Verdict verdict =
                    other == null || itself
                        ? Verdict.NONE
                        : verdict(bootstrap.difference(values, other), direction);
                cells.put(
                    metric,
                    new Cell(
                        bootstrap.mean(values), best(methods, metric, values, direction), verdict));
              });
          double[] rank = ranks.getOrDefault(label, new double[0]);
          double[] controlRank = control.map(ranks::get).orElse(null);
          Verdict overall =
              controlRank == null || control.get().equals(label)
                  ? Verdict.NONE
                  : verdict(bootstrap.difference(rank, controlRank), Metric.Direction.LOWER);
          rows.add(new Row(label, bootstrap.mean(rank), overall, cells));
        });
    rows.sort(Comparator.comparingDouble(r -> r.rank().mean()));
    double[][] merits =
        rows.stream()
            .map(r -> ranks.getOrDefault(r.label(), new double[0]))
            .map(own -> Arrays.stream(own).map(v -> -v).toArray())
            .toArray(double[][]::new);
    return new Ranking(
        List.copyOf(rows),
        shared,
        groups.stream().filter(g -> g.size() > 1).toList(),
        control,
        Ranks.of(merits),
        Pairwise.of(merits));
  }

  /** The metrics in groups of twins: each is a twin of some other of its group. */
  private static List<List<String>> groups(
      Map<String, Map<String, double[]>> methods,
      Map<String, Metric.Direction> directions,
      List<String> metrics) {
    List<List<String>> groups = new ArrayList<>();
    for (String metric : metrics) {
      List<List<String>> near =
          groups.stream()
              .filter(g -> g.stream().anyMatch(other -> twins(methods, directions, metric, other)))
              .toList();
      List<String> joined = new ArrayList<>();
      near.forEach(joined::addAll);
      joined.add(metric);
      groups.removeAll(near);
      groups.add(List.copyOf(joined));
    }
    return List.copyOf(groups);
  }

  private static boolean twins(
      Map<String, Map<String, double[]>> methods,
      Map<String, Metric.Direction> directions,
      String a,
      String b) {
    if (methods.size() < FEWEST_METHODS) {
      return false;
    }
    double correlation =
        Correlation.spearman(merits(methods, directions, a), merits(methods, directions, b));
    return correlation >= TWINS;
  }

  /** The mean score of each method, turned so that larger is better. */
  private static double[] merits(
      Map<String, Map<String, double[]>> methods,
      Map<String, Metric.Direction> directions,
      String metric) {
    Metric.Direction direction = direction(directions, metric);
    return methods.values().stream()
        .mapToDouble(m -> oriented(mean(m.getOrDefault(metric, new double[0])), direction))
        .toArray();
  }

  private static boolean defined(Map<String, double[]> method, String metric) {
    return Arrays.stream(method.getOrDefault(metric, new double[0]))
        .anyMatch(v -> !Double.isNaN(v));
  }

  private static Verdict verdict(Bootstrap.Interval difference, Metric.Direction direction) {
    if (Double.isNaN(difference.mean())) {
      return Verdict.NONE;
    }
    if (difference.contains(0)) {
      return Verdict.SAME;
    }
    return difference.mean() > 0 == (direction == Metric.Direction.HIGHER)
        ? Verdict.BETTER
        : Verdict.WORSE;
  }

  private static boolean best(
      Map<String, Map<String, double[]>> methods,
      String metric,
      double[] values,
      Metric.Direction direction) {
    double own = oriented(mean(values), direction);
    return methods.values().stream()
        .filter(m -> m.containsKey(metric))
        .mapToDouble(m -> oriented(mean(m.getOrDefault(metric, new double[0])), direction))
        .noneMatch(other -> other > own);
  }

  private static Metric.Direction direction(
      Map<String, Metric.Direction> directions, String metric) {
    return Objects.requireNonNull(directions.get(metric), metric);
  }

  private static double oriented(double value, Metric.Direction direction) {
    // Adding zero makes the negative zero a zero.
    return (direction == Metric.Direction.LOWER ? -value : value) + 0.0;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN);
  }

  /**
   * Per method and instance the mean rank over metrics: 1 for the best score, ties share theirs.
   *
   * @param methods values by metric label, by method label
   * @param directions by metric label
   * @param groups of metrics that count once together
   * @param n number of instances
   * @return ranks by method label; NaN for instances that no metric scores for all methods
   */
  public static Map<String, double[]> ranks(
      Map<String, Map<String, double[]>> methods,
      Map<String, Metric.Direction> directions,
      List<List<String>> groups,
      int n) {
    List<String> metrics = groups.stream().flatMap(List::stream).toList();
    double[] weights =
        groups.stream()
            .flatMapToDouble(g -> g.stream().mapToDouble(metric -> 1.0 / g.size()))
            .toArray();
    List<String> labels = List.copyOf(methods.keySet());
    double[][] sums = new double[labels.size()][n];
    double[] counts = new double[n];
    for (int place = 0; place < weights.length; place++) {
      String metric = metrics.get(place);
      double weight = weights[place];
      Metric.Direction direction = direction(directions, metric);
      double[][] values = new double[labels.size()][];
      for (int m = 0; m < values.length; m++) {
        values[m] =
            methods.getOrDefault(labels.get(m), Map.of()).getOrDefault(metric, new double[n]);
      }
      for (int i = 0; i < n; i++) {
        int instance = i;
        if (Arrays.stream(values).anyMatch(v -> Double.isNaN(v[instance]))) {
          continue;
        }
        counts[i] += weight;
        for (int m = 0; m < values.length; m++) {
          double own = oriented(values[m][i], direction);
          int ahead = 0;
          int equal = 0;
          for (double[] other : values) {
            int order = Double.compare(oriented(other[i], direction), own);
            ahead += order > 0 ? 1 : 0;
            equal += order == 0 ? 1 : 0;
          }
          sums[m][i] += weight * (ahead + (equal + 1) / 2.0);
        }
      }
    }
    Map<String, double[]> ranks = new LinkedHashMap<>();
    for (int m = 0; m < labels.size(); m++) {
      double[] sum = sums[m];
      ranks.put(
          labels.get(m),
          IntStream.range(0, n)
              .mapToDouble(i -> counts[i] == 0 ? Double.NaN : sum[i] / counts[i])
              .toArray());
    }
    return ranks;
  }
}
