package org.xai4j.benchmarks.study.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
  private static final String CONTROL = "random ranking";

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
    run.progress().begin("EPC", (long) methods.size() * scopes.size() + 1);
    run.page()
        .lead(
            "How few features preserve how much of the network's performance: EPC is the harmonic"
                + " mean of sparsity (share of features at the baseline) and retention (share of"
                + " the performance that stays). On "
                + digits.labels().length
                + " digits.");
    ExplainabilityPerformance control =
        answers(run, methods.get(0), digits.labels(), ExplainabilityPerformance.Scope.RANDOM);
    for (ExplainabilityPerformance.Scope scope : scopes) {
      Map<String, ExplainabilityPerformance> all = new LinkedHashMap<>();
      for (Explained method : methods) {
        all.put(method.label(), answers(run, method, digits.labels(), scope));
      }
      all.put(CONTROL, control);
      for (Performance performance : performances) {
        section(run, all, scope, performance, bootstrap, results);
      }
    }
    run.progress().end();
    run.results(
        List.of("scope", "performance", "method", "epc", "low", "high", "kept", "auc", "epc-0.95"),
        results);
  }

  /** The network's answers with growing shares of the features, for any performance. */
  private static ExplainabilityPerformance answers(
      StudyRun run, Explained method, int[] labels, ExplainabilityPerformance.Scope scope) {
    run.note(method.label() + ", ranking " + words(scope));
    ExplainabilityPerformance answers =
        ExplainabilityPerformance.of(
            method.subject(),
            labels,
            new ExplainabilityPerformance.Settings(
                scope, Performance.ACCURACY, (int) run.number("points", 21), 0.95));
    run.progress().advance(1);
    return answers;
  }

  private static void section(
      StudyRun run,
      Map<String, ExplainabilityPerformance> all,
      ExplainabilityPerformance.Scope scope,
      Performance performance,
      Bootstrap bootstrap,
      List<List<Object>> results) {
    ExplainabilityPerformance control = Objects.requireNonNull(all.get(CONTROL)).with(performance);
    List<LineChart.Line> lines = new ArrayList<>();
    List<List<Object>> table = new ArrayList<>();
    all.forEach(
        (label, answers) -> {
          boolean random = label.equals(CONTROL);
          ExplainabilityPerformance own = answers.with(performance);
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
                  random ? "" : Explained.words(more)));
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
