package org.xai4j.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.experiment.Outcome;
import org.xai4j.benchmarks.experiment.Ranking;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.agreement.Agreement;
import org.xai4j.evaluation.agreement.AgreementMatrix;
import org.xai4j.evaluation.statistics.Clusters;
import org.xai4j.evaluation.statistics.Correlation;
import org.xai4j.evaluation.statistics.Pairwise;
import org.xai4j.evaluation.statistics.Ranks;

/** The parts of a report that compare methods with each other, and metrics with each other. */
final class Comparisons {
  /** Rows that the agreement of methods is measured on: enough for two digits. */
  private static final int ROWS = 50;

  private Comparisons() {}

  /** What the methods are called, by label: a label that was chosen, else the method's title. */
  static Map<String, String> titles(Outcome outcome) {
    Map<String, String> titles = new LinkedHashMap<>();
    for (Outcome.Method method : outcome.methods()) {
      String label = method.choice().label();
      titles.put(label, label.equals(method.choice().id()) ? method.info().title() : label);
    }
    return titles;
  }

  /** Whether the methods differ at all, in words. */
  static String sentence(Ranking ranking) {
    Ranks tests = ranking.tests();
    if (Double.isNaN(tests.friedman())) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        "Over %d rows the methods %s (Friedman χ² = %s, p %s; Iman–Davenport F = %s, p %s).",
        tests.blocks(),
        tests.imanDavenportP() < 0.05 ? "differ" : "are not shown to differ",
        Numbers.brief(tests.friedman()),
        p(tests.friedmanP()),
        Numbers.brief(tests.imanDavenport()),
        p(tests.imanDavenportP()));
  }

  private static String p(double p) {
    return p < 1e-3 ? "< 0.001" : "= " + Numbers.fixed(p, 3);
  }

  /** The critical-difference diagram. */
  static String diagram(Ranking ranking, Map<String, String> titles) {
    return CriticalDifferenceChart.draw(
        ranking.rows().stream().map(r -> titles.getOrDefault(r.label(), r.label())).toList(),
        ranking.tests());
  }

  /** How each method's mean rank differs from the control's. */
  static List<Map<String, Object>> effects(Ranking ranking, Map<String, String> titles) {
    List<String> labels = ranking.rows().stream().map(Ranking.Row::label).toList();
    int control = ranking.control().map(labels::indexOf).orElse(-1);
    List<Map<String, Object>> list = new ArrayList<>();
    for (Pairwise pair : ranking.pairs()) {
      if (pair.first() == control || pair.second() == control) {
        boolean turned = pair.first() == control;
        int sign = turned ? -1 : 1;
        String label = labels.get(turned ? pair.second() : pair.first());
        list.add(
            Map.of(
                "title",
                titles.getOrDefault(label, label),
                "delta",
                Numbers.fixed(sign * pair.delta() + 0.0, 2),
                "biserial",
                Numbers.fixed(sign * pair.rankBiserial() + 0.0, 2),
                "dz",
                Numbers.fixed(sign * pair.standardized() + 0.0, 2),
                "p",
                pair.holm() < 1e-3 ? "< 0.001" : Numbers.fixed(pair.holm(), 3)));
      }
    }
    return list;
  }

  /** Which methods say alike. */
  static String methods(Outcome outcome, Map<String, String> titles) {
    List<Outcome.Method> methods = outcome.methods();
    if (methods.size() < 2) {
      return "";
    }
    int rows = Math.min(ROWS, outcome.predicted().length);
    List<INDArray> attributions =
        methods.stream().map(m -> m.attributions().get(NDArrayIndex.interval(0, rows))).toList();
    AgreementMatrix matrix = AgreementMatrix.of(Agreement.SPEARMAN, attributions, 0);
    return AgreementChart.draw(
        "Spearman's correlation of the absolute attributions of every pair of methods",
        methods.stream()
            .map(m -> titles.getOrDefault(m.choice().label(), m.choice().label()))
            .toList(),
        matrix.values(),
        matrix.clusters());
  }

  /** Which metrics order the methods alike, by the mean scores of the methods that have both. */
  static String metrics(Outcome outcome) {
    List<Outcome.Measure> measures = outcome.metrics();
    int n = measures.size();
    if (n < 2) {
      return "";
    }
    double[][] values = new double[n][n];
    double[][] distances = new double[n][n];
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        values[a][b] = a == b ? 1 : agreement(outcome, measures.get(a), measures.get(b));
        distances[a][b] = 1 - (Double.isNaN(values[a][b]) ? 0 : values[a][b]);
      }
    }
    return AgreementChart.draw(
        "Spearman's correlation of the orders in which every pair of metrics puts the methods",
        measures.stream().map(m -> m.choice().label()).toList(),
        values,
        Clusters.of(distances));
  }

  private static double agreement(Outcome outcome, Outcome.Measure a, Outcome.Measure b) {
    List<double[]> both =
        outcome.methods().stream()
            .map(m -> new double[] {merit(m, a), merit(m, b)})
            .filter(pair -> !Double.isNaN(pair[0]) && !Double.isNaN(pair[1]))
            .toList();
    return both.size() < 3
        ? Double.NaN
        : Correlation.spearman(
            both.stream().mapToDouble(pair -> pair[0]).toArray(),
            both.stream().mapToDouble(pair -> pair[1]).toArray());
  }

  /** A method's mean score, turned so that larger is better. */
  private static double merit(Outcome.Method method, Outcome.Measure metric) {
    var scores = method.scores().get(metric.choice().label());
    double mean =
        scores == null
            ? Double.NaN
            : Arrays.stream(scores.values())
                .filter(v -> !Double.isNaN(v))
                .average()
                .orElse(Double.NaN);
    return metric.direction() == Metric.Direction.LOWER ? -mean : mean;
  }
}
