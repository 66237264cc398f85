package org.xai4j.benchmarks.study.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.xai4j.benchmarks.report.LineChart;
import org.xai4j.benchmarks.report.Numbers;
import org.xai4j.benchmarks.study.Study;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.core.explain.Target;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.faithfulness.SensitivityN;
import org.xai4j.evaluation.statistics.Bootstrap;

/**
 * Sensitivity-n (Ancona et al. 2018): how well sums of attributions foretell what removing random
 * sets of n features does to the score, for all n.
 */
public final class SensitivityNStudy implements Study {
  /** Made by the {@code ServiceLoader}. */
  public SensitivityNStudy() {}

  @Override
  public String id() {
    return "sensitivity-n";
  }

  @Override
  public void run(StudyRun run) {
    Explained.Digits digits = Explained.Digits.of(run);
    List<Explained> methods =
        Explained.all(run, "attributions", digits.model(), digits.inputs(), run.context());
    SensitivityN metric =
        new SensitivityN((int) run.number("subsets", 100), 12, Target.Output.LOGIT);
    run.progress().begin("sensitivity-n", methods.size());
    List<Scores> scores = new ArrayList<>();
    for (Explained method : methods) {
      scores.add(method.score(run, "scores", metric));
      run.progress().advance(1);
    }
    run.progress().end();
    Bootstrap bootstrap =
        new Bootstrap(digits.labels().length, Explained.RESAMPLES, run.experiment().seed());
    List<LineChart.Line> lines = new ArrayList<>();
    List<List<Object>> results = new ArrayList<>();
    List<List<Object>> table = new ArrayList<>();
    for (int m = 0; m < methods.size(); m++) {
      Scores own = scores.get(m);
      String label = methods.get(m).label();
      double[] mean = Explained.mean(own);
      lines.add(LineChart.Line.of(m, label, own.points(), mean));
      int last = own.points().length - 1;
      for (int p = 0; p <= last; p++) {
        results.add(List.of(label, own.points()[p], mean[p]));
      }
      table.add(
          List.of(
              label,
              at(own, 0, bootstrap),
              at(own, last / 2, bootstrap),
              at(own, last, bootstrap),
              Explained.words(bootstrap.mean(own.values()))));
      run.say(
          String.format(
              Locale.ROOT,
              "%-22s n = 1: %.3f, largest n: %.3f, mean: %.3f",
              label,
              mean[0],
              mean[last],
              bootstrap.mean(own.values()).mean()));
    }
    double[] points = scores.get(0).points();
    run.page()
        .lead(
            "Random sets of n features are removed; the correlation of the score's drop with the"
                + " sum of their attributions is 1 for a method that tells it right. On "
                + digits.labels().length
                + " digits.")
        .heading("Correlation against the share of features removed")
        .svg(
            "Mean over rows",
            LineChart.draw(
                "Sensitivity-n of every method",
                new LineChart.Axis("share of features removed", LineChart.Scale.LOGARITHMIC),
                new LineChart.Axis("Pearson's correlation", LineChart.Scale.LINEAR),
                lines,
                true))
        .table(
            List.of(
                "method",
                "n = 1",
                "share " + Numbers.brief(points[(points.length - 1) / 2]),
                "share " + Numbers.brief(points[points.length - 1]),
                "mean over n"),
            table);
    run.results(List.of("method", "share", "correlation"), results);
  }

  private static String at(Scores scores, int point, Bootstrap bootstrap) {
    return Explained.words(
        bootstrap.mean(Arrays.stream(scores.curves()).mapToDouble(c -> c[point]).toArray()));
  }
}
