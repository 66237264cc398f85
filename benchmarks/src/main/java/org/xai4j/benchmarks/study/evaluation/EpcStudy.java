package org.xai4j.benchmarks.study.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xai4j.benchmarks.report.LineChart;
import org.xai4j.benchmarks.study.Study;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.evaluation.epc.EpcCurve;
import org.xai4j.evaluation.epc.ExplainabilityPerformance;
import org.xai4j.evaluation.epc.Performance;
import org.xai4j.evaluation.statistics.Bootstrap;

/**
 * The Explainability-Performance Coefficient of every method: with a ranking of features per row
 * and one for all rows, for accuracy, area under the curve and probability, beside random rankings.
 */
public final class EpcStudy implements Study {
  /** Made by the {@code ServiceLoader}. */
  public EpcStudy() {}

  @Override
  public String id() {
    return "epc";
  }

  @Override
  public void run(StudyRun run) {
    Explained.Digits digits = Explained.Digits.of(run);
    List<Explained> methods =
        Explained.all(run, "attributions", digits.model(), digits.inputs(), run.context());
    Bootstrap bootstrap =
        new Bootstrap(
            digits.labels().length, (int) run.number("resamples", 300), run.experiment().seed());
    List<List<Object>> results = new ArrayList<>();
    List<Performance> performances = List.of(Performance.values());
    List<ExplainabilityPerformance.Scope> scopes =
        List.of(ExplainabilityPerformance.Scope.LOCAL, ExplainabilityPerformance.Scope.GLOBAL);
    run.progress().begin("EPC", (long) methods.size() * performances.size() * scopes.size());
    run.page()
        .lead(
            "How few features preserve how much of the network's performance: EPC is the harmonic"
                + " mean of sparsity (share of features at the baseline) and retention (share of"
                + " the performance that stays). On "
                + digits.labels().length
                + " digits.");
    for (ExplainabilityPerformance.Scope scope : scopes) {
      for (Performance performance : performances) {
        section(run, methods, digits.labels(), scope, performance, bootstrap, results);
      }
    }
    run.progress().end();
    run.results(
        List.of("scope", "performance", "method", "epc", "low", "high", "kept", "auc", "epc-0.95"),
        results);
  }

  private static void section(
      StudyRun run,
      List<Explained> methods,
      int[] labels,
      ExplainabilityPerformance.Scope scope,
      Performance performance,
      Bootstrap bootstrap,
      List<List<Object>> results) {
    ExplainabilityPerformance.Settings settings =
        new ExplainabilityPerformance.Settings(
            scope, performance, (int) run.number("points", 21), 0.95);
    Map<String, ExplainabilityPerformance> all = new LinkedHashMap<>();
    for (Explained method : methods) {
      run.note(method.label() + ", " + words(scope) + ", " + words(performance));
      all.put(method.label(), ExplainabilityPerformance.of(method.subject(), labels, settings));
      run.progress().advance(1);
    }
    ExplainabilityPerformance control =
        ExplainabilityPerformance.of(
            methods.get(0).subject(),
            labels,
            settings.with(ExplainabilityPerformance.Scope.RANDOM));
    all.put("random ranking", control);
    List<LineChart.Line> lines = new ArrayList<>();
    List<List<Object>> table = new ArrayList<>();
    all.forEach(
        (label, own) -> {
          EpcCurve curve = own.curve();
          Bootstrap.Interval interval = bootstrap.of(rows -> own.curve(rows).best());
          Bootstrap.Interval more =
              bootstrap.of(rows -> own.curve(rows).best() - control.curve(rows).best());
          lines.add(LineChart.Line.of(lines.size(), label, curve.kept(), curve.coefficient()));
          table.add(
              List.of(
                  label,
                  Explained.words(interval),
                  curve.bestKept(),
                  curve.area(),
                  curve.compactness(),
                  own == control ? "" : Explained.words(more)));
          results.add(
              List.of(
                  words(scope),
                  words(performance),
                  label,
                  interval.mean(),
                  interval.low(),
                  interval.high(),
                  curve.bestKept(),
                  curve.area(),
                  curve.compactness()));
          if (performance == Performance.ACCURACY) {
            run.say(
                String.format(
                    Locale.ROOT,
                    "%-7s %-22s EPC* %.3f [%.3f, %.3f] at %.1f %% of the features",
                    words(scope),
                    label,
                    interval.mean(),
                    interval.low(),
                    interval.high(),
                    100 * curve.bestKept()));
          }
        });
    run.page()
        .heading("Ranking " + words(scope) + ", performance " + words(performance))
        .svg(
            "EPC(k); the chosen point of each method is its highest",
            LineChart.draw(
                "EPC against the share of features kept",
                new LineChart.Axis("features kept, k", LineChart.Scale.PERCENT),
                new LineChart.Axis("EPC", LineChart.Scale.LINEAR),
                lines,
                true))
        .table(
            List.of("method", "EPC*", "kept at EPC*", "EPC-AUC", "EPC 0.95", "EPC* over random"),
            table);
  }

  private static String words(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
