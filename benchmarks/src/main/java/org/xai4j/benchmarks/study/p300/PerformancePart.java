package org.xai4j.benchmarks.study.p300;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xai4j.benchmarks.p300.Classifier;
import org.xai4j.benchmarks.p300.Spelling;
import org.xai4j.benchmarks.report.LineChart;
import org.xai4j.benchmarks.report.Numbers;
import org.xai4j.benchmarks.training.Auc;
import org.xai4j.evaluation.statistics.Bootstrap;

/**
 * How good the classifiers are: single epochs, and characters where a speller's codes are known.
 */
final class PerformancePart {
  private static final int RESAMPLES = 500;

  private PerformancePart() {}

  static void add(Setup setup, List<Trained> models, List<List<Object>> results) {
    int[] labels = setup.test().labels();
    List<List<Object>> table = new ArrayList<>();
    for (Trained m : models) {
      Auc auc = Auc.of(m.scores(), labels);
      double balanced = balanced(m.scores(), labels);
      results.add(
          List.of(
              "performance",
              m.classifier().id(),
              "",
              "auc",
              "",
              auc.value(),
              auc.low(),
              auc.high()));
      results.add(
          List.of(
              "performance", m.classifier().id(), "", "balanced accuracy", "", balanced, "", ""));
      table.add(
          List.of(
              m.name(),
              Numbers.fixed(auc.value(), 3)
                  + " ["
                  + Numbers.fixed(auc.low(), 3)
                  + ", "
                  + Numbers.fixed(auc.high(), 3)
                  + "]",
              Numbers.fixed(balanced, 3)));
      setup
          .run()
          .say(
              String.format(
                  Locale.ROOT,
                  "%-14s AUC %.3f [%.3f, %.3f], balanced accuracy %.3f",
                  m.name(),
                  auc.value(),
                  auc.low(),
                  auc.high(),
                  balanced));
    }
    setup
        .run()
        .page()
        .heading("How good are the classifiers?")
        .text(
            String.format(
                Locale.ROOT,
                "On %d later epochs that nothing was learnt from. AUC: the share of pairs of a"
                    + " target and another epoch that the score orders rightly, with its 95 %%"
                    + " interval; balanced accuracy: the mean of both classes' accuracies.",
                labels.length))
        .table(List.of("classifier", "AUC", "balanced accuracy"), table);
    module(setup, models, labels, results);
    if (setup.data().spelt()) {
      spelling(setup, models, results);
    }
  }

  /** Mean of the shares of both classes that are right when the sign of the score decides. */
  static double balanced(double[] scores, int[] labels) {
    double[] right = new double[2];
    double[] count = new double[2];
    for (int i = 0; i < labels.length; i++) {
      count[labels[i]]++;
      right[labels[i]] += (scores[i] > 0) == (labels[i] == 1) ? 1 : 0;
    }
    return (right[0] / count[0] + right[1] / count[1]) / 2;
  }

  /** What the post-recurrent layer adds. */
  private static void module(
      Setup setup, List<Trained> models, int[] labels, List<List<Object>> results) {
    for (Classifier plain : List.of(Classifier.ELMAN, Classifier.LSTM)) {
      Classifier with = Classifier.valueOf(plain.name() + "_PRM");
      Optional<Trained> without = find(models, plain);
      Optional<Trained> added = find(models, with);
      if (without.isPresent() && added.isPresent()) {
        Roc one = new Roc(added.get().scores(), labels);
        Roc other = new Roc(without.get().scores(), labels);
        Bootstrap.Interval gain =
            new Bootstrap(labels.length, RESAMPLES, setup.run().experiment().seed())
                .of(rows -> one.area(rows) - other.area(rows));
        results.add(
            List.of(
                "performance",
                with.id(),
                "",
                "auc over " + plain.id(),
                "",
                gain.mean(),
                gain.low(),
                gain.high()));
        String text =
            String.format(
                Locale.ROOT,
                "The post-recurrent layer changes the AUC of %s by %s.",
                plain.title(),
                Numbers.interval(gain.mean(), gain.low(), gain.high()));
        setup.run().page().finding(text);
        setup.run().say(text);
      }
    }
  }

  static Optional<Trained> find(List<Trained> models, Classifier classifier) {
    return models.stream().filter(m -> m.classifier() == classifier).findFirst();
  }

  private static void spelling(Setup setup, List<Trained> models, List<List<Object>> results) {
    List<LineChart.Line> accuracy = new ArrayList<>();
    List<LineChart.Line> bits = new ArrayList<>();
    for (Trained m : models) {
      List<Spelling> all = Spelling.of(setup.test(), m.scores());
      double[] x = all.stream().mapToDouble(Spelling::repetitions).toArray();
      double[] a = all.stream().mapToDouble(Spelling::accuracy).toArray();
      double[] b = all.stream().mapToDouble(Spelling::bits).toArray();
      accuracy.add(LineChart.Line.of(accuracy.size(), m.name(), x, a));
      bits.add(LineChart.Line.of(bits.size(), m.name(), x, b));
      for (Spelling s : all) {
        results.add(
            List.of(
                "spelling",
                m.classifier().id(),
                "",
                "character accuracy",
                s.repetitions(),
                s.accuracy(),
                "",
                ""));
        results.add(
            List.of(
                "spelling",
                m.classifier().id(),
                "",
                "bits per minute",
                s.repetitions(),
                s.bits(),
                "",
                ""));
      }
    }
    LineChart.Axis repetitions = new LineChart.Axis("repetitions", LineChart.Scale.LINEAR);
    setup
        .run()
        .page()
        .heading("How well does one spell with them?")
        .text(
            "Scores of the flashes of each row and column are added up over repetitions; the"
                + " character is where the best row and the best column cross. Bits per minute"
                + " after Wolpaw 2002, with 175 ms per flash and 2.5 s between characters.")
        .svg(
            "Characters that are right",
            LineChart.draw(
                "Share of right characters by repetitions",
                repetitions,
                new LineChart.Axis("characters", LineChart.Scale.PERCENT),
                accuracy,
                true))
        .svg(
            "Information transfer rate",
            LineChart.draw(
                "Bits per minute by repetitions",
                repetitions,
                new LineChart.Axis("bits per minute", LineChart.Scale.LINEAR),
                bits,
                true));
  }
}
