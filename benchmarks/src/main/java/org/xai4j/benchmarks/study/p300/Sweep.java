package org.xai4j.benchmarks.study.p300;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.xai4j.benchmarks.p300.Classifier;
import org.xai4j.benchmarks.p300.Lda;
import org.xai4j.benchmarks.p300.P300Data;
import org.xai4j.benchmarks.report.LineChart;
import org.xai4j.benchmarks.training.Auc;

/** At which signal-to-noise ratio is the truth found, and by whom? */
final class Sweep {
  private final Setup setup;
  private final List<List<Object>> results;

  Sweep(Setup setup, List<List<Object>> results) {
    this.setup = setup;
    this.results = results;
  }

  /**
   * How well the size of a map finds the truth: the share of pairs of a place inside and one
   * outside in which the one inside is larger.
   */
  static double localisation(double[][] map, double[][] truth) {
    double[] scores = Arrays.stream(map).flatMapToDouble(Arrays::stream).map(Math::abs).toArray();
    int[] labels =
        Arrays.stream(truth)
            .flatMapToDouble(Arrays::stream)
            .mapToInt(v -> v == 0 ? 0 : 1)
            .toArray();
    return new Roc(scores, labels).area();
  }

  void add(Simulation simulation) {
    double[] ratios = simulation.ratios();
    List<Classifier> classifiers =
        Classifier.parse(setup.run().param("sweep-models", "lda,elman-prm"));
    Map<String, double[]> found = new LinkedHashMap<>();
    Map<String, double[]> areas = new LinkedHashMap<>();
    for (int r = 0; r < ratios.length; r++) {
      P300Data data = simulation.data(ratios[r]);
      Setup own = Setup.of(setup.run(), data);
      double[][] truth = simulation.truth();
      Lda lda = Lda.of(own.train());
      put(found, "LDA: filter", r, localisation(LinearPart.map(lda, lda.filter()), truth), ratios);
      put(
          found,
          "LDA: pattern",
          r,
          localisation(LinearPart.map(lda, lda.pattern()), truth),
          ratios);
      for (Classifier c : classifiers) {
        String stage = "sweep/" + String.format(Locale.ROOT, "%.3f", ratios[r]) + "/" + c.id();
        Trained m = trained(own, c, stage);
        Auc auc = Auc.of(m.scores(), own.test().labels());
        put(areas, c.title(), r, auc.value(), ratios);
        results.add(
            List.of("sweep", c.id(), "", "auc", ratios[r], auc.value(), auc.low(), auc.high()));
        for (Evidence e : new RelevancePart(own, results).explain(m, stage, methods())) {
          double value = localisation(e.map(), truth);
          put(found, c.title() + ": " + e.label(), r, value, ratios);
        }
      }
      setup.run().progress().advance(1);
    }
    report(ratios, found, areas);
  }

  /** The methods of the sweep. */
  private Set<String> methods() {
    return Set.of(
        setup
            .run()
            .param("sweep-methods", "saliency,input-x-gradient,integrated-gradients,random")
            .split("[,\\s]+"));
  }

  private static Trained trained(Setup own, Classifier c, String stage) {
    var network = Trained.train(own.run(), stage + "/network", c, own.train());
    return new Trained(
        c,
        network.as(own.run().settings().precision()),
        Trained.scores(own.run(), network, own.test()));
  }

  private static void put(
      Map<String, double[]> map, String name, int at, double value, double[] ratios) {
    map.computeIfAbsent(name, k -> new double[ratios.length])[at] = value;
  }

  private void report(double[] ratios, Map<String, double[]> found, Map<String, double[]> areas) {
    List<LineChart.Line> lines = new ArrayList<>();
    List<List<Object>> table = new ArrayList<>();
    List<String> columns = new ArrayList<>(List.of("explanation"));
    for (double r : ratios) {
      columns.add(String.format(Locale.ROOT, "SNR %s", r));
    }
    found.forEach(
        (name, values) -> {
          lines.add(LineChart.Line.of(lines.size(), name, ratios, values));
          List<Object> row = new ArrayList<>(List.of(name));
          for (int r = 0; r < ratios.length; r++) {
            row.add(values[r]);
            results.add(List.of("sweep", name, "", "map AUC", ratios[r], values[r], "", ""));
          }
          table.add(row);
        });
    List<LineChart.Line> quality = new ArrayList<>();
    areas.forEach(
        (name, values) -> quality.add(LineChart.Line.of(quality.size(), name, ratios, values)));
    LineChart.Axis across =
        new LineChart.Axis("signal-to-noise ratio of a single epoch", LineChart.Scale.LINEAR);
    setup
        .run()
        .page()
        .heading("At which signal-to-noise ratio is the truth found?")
        .text(
            "New recordings are simulated for each ratio (height of the P300 at Pz over the standard"
                + " deviation of the noise there), classifiers trained on them and explained. Left"
                + " how well the size of the mean map finds where the classes differ (AUC; 0.5 is"
                + " chance), right how well the classifiers do.")
        .svg(
            "Who finds the truth",
            LineChart.draw(
                "Localisation by signal-to-noise ratio",
                across,
                new LineChart.Axis("localisation AUC", LineChart.Scale.LINEAR),
                lines,
                true))
        .svg(
            "Classifiers",
            LineChart.draw(
                "AUC of the classifiers by signal-to-noise ratio",
                across,
                new LineChart.Axis("AUC", LineChart.Scale.LINEAR),
                quality,
                true))
        .table(columns, table);
  }
}
