package org.xai4j.benchmarks.study.p300;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.importance.PermutationImportance;
import org.xai4j.benchmarks.report.BandChart;
import org.xai4j.benchmarks.report.LineChart;
import org.xai4j.benchmarks.report.Numbers;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.epc.EpcCurve;
import org.xai4j.evaluation.epc.ExplainabilityPerformance;
import org.xai4j.evaluation.epc.Performance;
import org.xai4j.evaluation.statistics.Bootstrap;

/** How much is lost without an electrode or a moment, and how few of them are enough. */
final class ImportancePart {
  private static final double TAU = 0.95;

  private final Setup setup;
  private final List<List<Object>> results;

  ImportancePart(Setup setup, List<List<Object>> results) {
    this.setup = setup;
    this.results = results;
  }

  /** Electrodes, or windows of time, that stay or go together. */
  private enum Unit {
    CHANNELS,
    WINDOWS;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    String groups(Setup setup) {
      return this == CHANNELS
          ? "grid:" + setup.channels().size() + "x1"
          : "grid:1x" + setup.windows();
    }

    int count(Setup setup) {
      return this == CHANNELS ? setup.channels().size() : setup.windows();
    }

    int of(Setup setup, int channel, int time) {
      return this == CHANNELS ? channel : time * setup.windows() / setup.times().length;
    }

    String name(Setup setup, int unit) {
      if (this == CHANNELS) {
        return setup.channels().get(unit);
      }
      double[] times = setup.times();
      int first = (unit * times.length + setup.windows() - 1) / setup.windows();
      int next = ((unit + 1) * times.length + setup.windows() - 1) / setup.windows();
      double end = times[next - 1] + times[1] - times[0];
      return String.format(Locale.ROOT, "%.0f–%.0f ms", 1000 * times[first], 1000 * end);
    }
  }

  void permutation(List<Trained> models) {
    setup
        .run()
        .page()
        .heading("What is lost when an electrode or a moment is shuffled?")
        .text(
            "Permutation importance on the explained epochs: the accuracy lost when the values of an"
                + " electrode, or of a window of time, are shuffled between epochs; with 95 %"
                + " intervals over shuffles.");
    for (Unit unit : Unit.values()) {
      List<List<Object>> table = new ArrayList<>();
      Map<String, double[][]> curves = new LinkedHashMap<>();
      for (Trained m : models) {
        double[][] values = permuted(m, unit);
        curves.put(m.name(), values);
        for (int u = 0; u < values.length; u++) {
          results.add(
              List.of(
                  "permutation",
                  m.classifier().id(),
                  "permutation-importance",
                  unit.word(),
                  unit.name(setup, u),
                  values[u][0],
                  values[u][1],
                  values[u][2]));
        }
        List<Object> row = new ArrayList<>(List.of(m.name()));
        RelevancePart.descending(Arrays.stream(values).mapToDouble(v -> v[0]).toArray()).stream()
            .limit(4)
            .forEach(
                u ->
                    row.add(
                        unit.name(setup, u)
                            + ": "
                            + Numbers.interval(values[u][0], values[u][1], values[u][2])));
        while (row.size() < 5) {
          row.add("");
        }
        table.add(row);
        setup.run().progress().advance(1);
      }
      setup
          .run()
          .page()
          .table(
              List.of("classifier", "first of the " + unit.word(), "second", "third", "fourth"),
              table);
      if (unit == Unit.WINDOWS) {
        setup.run().page().svg("Accuracy lost without a window of time", windows(curves));
      }
    }
  }

  private String windows(Map<String, double[][]> curves) {
    double[] times = setup.times();
    double[] middle = new double[setup.windows()];
    Arrays.setAll(
        middle, w -> times[0] + (w + 0.5) / middle.length * (times[times.length - 1] - times[0]));
    List<String> charts = new ArrayList<>();
    curves.forEach(
        (name, v) ->
            charts.add(
                BandChart.draw(
                    name,
                    middle,
                    List.of(
                        new BandChart.Band(
                            name,
                            Arrays.stream(v).mapToDouble(x -> x[1]).toArray(),
                            Arrays.stream(v).mapToDouble(x -> x[0]).toArray(),
                            Arrays.stream(v).mapToDouble(x -> x[2]).toArray(),
                            LineChart.colour(0))),
                    new double[0])));
    return Figures.grid(charts);
  }

  /** Value and interval by unit, a stage of the run. */
  private double[][] permuted(Trained m, Unit unit) {
    Context context =
        setup
            .context()
            .with(Target.of(setup.labels()))
            .with(FeatureGroups.parse(unit.groups(setup)));
    return setup
        .run()
        .stage(
            "permutation/" + m.classifier().id() + "-" + unit.word(),
            Map.of("model", m.model().hash(), "groups", unit.groups(setup)),
            double[][].class,
            () -> {
              setup.run().note("permutation of " + unit.word() + ", " + m.name());
              GlobalImportance found =
                  new PermutationImportance(10, PermutationImportance.Loss.ACCURACY, false)
                      .explain(m.model(), setup.inputs(), context);
              return found.features().stream()
                  .map(f -> new double[] {f.value(), f.low(), f.high()})
                  .toArray(double[][]::new);
            });
  }

  void epc(Map<Trained, Evidence> references) {
    setup
        .run()
        .page()
        .heading("How few electrodes and milliseconds are enough?")
        .text(
            "Electrodes, or windows of time, are ranked by their relevance over all explained"
                + " epochs; only the best ones are kept, the rest stands at zero, and the AUC is"
                + " measured without training again. EPC* is the best harmonic mean of sparsity"
                + " and retained AUC (0.5 counts as nothing retained); “enough” keeps 95 % of it."
                + " A random ranking for each epoch is the control.");
    for (Unit unit : Unit.values()) {
      List<LineChart.Line> lines = new ArrayList<>();
      List<List<Object>> table = new ArrayList<>();
      Bootstrap bootstrap =
          new Bootstrap(
              setup.labels().length,
              (int) setup.run().number("resamples", 100),
              setup.run().experiment().seed());
      references.forEach(
          (m, evidence) -> {
            ExplainabilityPerformance own =
                answers(m, evidence, unit, ExplainabilityPerformance.Scope.GLOBAL);
            ExplainabilityPerformance control =
                answers(m, evidence, unit, ExplainabilityPerformance.Scope.RANDOM);
            EpcCurve curve = own.curve();
            Bootstrap.Interval best = bootstrap.of(rows -> own.curve(rows).best());
            int count = unit.count(setup);
            double enough = Math.rint((1 - curve.compactness()) * count);
            lines.add(LineChart.Line.of(lines.size(), m.name(), curve.kept(), curve.performance()));
            table.add(
                List.of(
                    m.name(),
                    Numbers.interval(best.mean(), best.low(), best.high()),
                    Math.round(curve.bestKept() * count) + " of " + count,
                    Double.isNaN(enough) ? "–" : Math.round(enough) + " of " + count,
                    curve.area(),
                    control.curve().best()));
            String id = m.classifier().id();
            results.add(
                List.of(
                    "epc",
                    id,
                    evidence.label(),
                    "EPC* of " + unit.word(),
                    curve.bestKept(),
                    best.mean(),
                    best.low(),
                    best.high()));
            results.add(
                List.of("epc", id, evidence.label(), "enough " + unit.word(), "", enough, "", ""));
            results.add(
                List.of(
                    "epc",
                    id,
                    "random",
                    "EPC* of " + unit.word(),
                    "",
                    control.curve().best(),
                    "",
                    ""));
            setup.run().progress().advance(1);
          });
      setup
          .run()
          .page()
          .svg(
              "AUC with the best " + unit.word() + " only",
              LineChart.draw(
                  "AUC against the share of " + unit.word() + " kept",
                  new LineChart.Axis(unit.word() + " kept", LineChart.Scale.PERCENT),
                  new LineChart.Axis("AUC", LineChart.Scale.LINEAR),
                  lines,
                  true))
          .table(
              List.of(
                  "classifier",
                  "EPC* of " + unit.word(),
                  "kept at EPC*",
                  "enough",
                  "EPC-AUC",
                  "EPC* of a random ranking"),
              table);
    }
  }

  private ExplainabilityPerformance answers(
      Trained m, Evidence evidence, Unit unit, ExplainabilityPerformance.Scope scope) {
    double[][] map = evidence.map();
    double[] sums = new double[unit.count(setup)];
    for (int c = 0; c < map.length; c++) {
      for (int t = 0; t < map[c].length; t++) {
        sums[unit.of(setup, c, t)] += map[c][t];
      }
    }
    int n = setup.labels().length;
    int width = map.length * map[0].length;
    double[] flat = new double[n * width];
    for (int j = 0; j < flat.length; j++) {
      int at = j % width;
      // What speaks against the right answer comes last.
      flat[j] = Math.max(0, sums[unit.of(setup, at / map[0].length, at % map[0].length)]);
    }
    INDArray values = NdArrays.array(m.model().type(), flat, n, map.length, map[0].length);
    FeatureGroups groups = FeatureGroups.parse(unit.groups(setup));
    Subject subject =
        new Subject(
            m.model(),
            setup.inputs(),
            values,
            groups,
            java.util.Optional.empty(),
            setup.context().with(groups));
    return ExplainabilityPerformance.of(
        subject,
        setup.labels(),
        new ExplainabilityPerformance.Settings(
            scope, Performance.AUC, Math.min(17, unit.count(setup) + 1), TAU));
  }
}
