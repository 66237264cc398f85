package org.xai4j.benchmarks.study.p300;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.xai4j.benchmarks.p300.Classifier;
import org.xai4j.benchmarks.report.LineChart;
import org.xai4j.benchmarks.report.TimeMap;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.network.Network;
import org.xai4j.evaluation.statistics.Correlation;
import org.xai4j.rnn.drawing.Projection;

/**
 * Recurrent networks: relevance over time, their states, and what the post-recurrent layer reads.
 */
final class RecurrentPart {
  private final Setup setup;
  private final List<List<Object>> results;

  RecurrentPart(Setup setup, List<List<Object>> results) {
    this.setup = setup;
    this.results = results;
  }

  void add(Map<Trained, Evidence> references) {
    List<Trained> models =
        references.keySet().stream().filter(m -> m.classifier().recurrent()).toList();
    if (models.isEmpty()) {
      return;
    }
    List<LineChart.Line> lines = new ArrayList<>();
    List<String> states = new ArrayList<>();
    List<String> patterns = new ArrayList<>();
    double[] milliseconds = Arrays.stream(setup.times()).map(t -> 1000 * t).toArray();
    int[] all = IntStream.range(0, setup.labels().length).toArray();
    references.forEach(
        (m, e) -> {
          if (m.classifier().recurrent()) {
            lines.add(
                LineChart.Line.of(lines.size(), m.name(), milliseconds, normed(e.profile(all))));
            states.add(space(m));
            if (prm(m)) {
              patterns.add(pattern(m, e));
            }
          }
        });
    setup
        .run()
        .page()
        .heading("Inside the recurrent networks")
        .text(
            "Left the relevance of each moment, summed over electrodes and divided by its largest"
                + " size: a network that is read at its last step forgets, one with a"
                + " post-recurrent layer reads each state where it is. Below, the hidden states in"
                + " the plane of their first two principal components: means over target (red) and"
                + " other epochs (blue), from the stimulus (grey) to the end of the epoch.")
        .svg(
            "Relevance over time",
            LineChart.draw(
                "Relevance over time",
                new LineChart.Axis("ms", LineChart.Scale.LINEAR),
                new LineChart.Axis("relevance", LineChart.Scale.LINEAR),
                lines,
                true))
        .svg("States", Figures.grid(states));
    if (!patterns.isEmpty()) {
      setup
          .run()
          .page()
          .text(
              "What the post-recurrent layer reads, without any data: its weights, target minus"
                  + " other, seen through the input weights, Σⱼ Wⱼ[channel]·Vⱼ[time]; of an LSTM"
                  + " through the weights of its candidate. A global view that leaves the"
                  + " recurrence and the nonlinearity out.")
          .svg("Post-recurrent pattern", Figures.grid(patterns));
    }
  }

  private static boolean prm(Trained m) {
    return m.classifier() == Classifier.ELMAN_PRM || m.classifier() == Classifier.LSTM_PRM;
  }

  private static double[] normed(double[] values) {
    double most = Arrays.stream(values).map(Math::abs).max().orElse(0);
    return Arrays.stream(values).map(v -> most > 0 ? v / most : 0).toArray();
  }

  /** Mean paths of both classes through the plane of largest variance. */
  private String space(Trained m) {
    Network part = m.model().upTo(m.model().node("recurrent"));
    double[] flat = NdArrays.doubles(setup.run().settings().engine().predict(part, setup.inputs()));
    int times = setup.times().length;
    int units = flat.length / times / setup.labels().length;
    double[][][] mean = new double[2][times][units];
    for (int i = 0; i < setup.labels().length; i++) {
      int label = setup.labels()[i];
      double weight = 1.0 / Setup.of(setup.labels(), label).length;
      for (int u = 0; u < units; u++) {
        for (int t = 0; t < times; t++) {
          mean[label][t][u] += weight * flat[(i * units + u) * times + t];
        }
      }
    }
    double[][] points = new double[2 * times][];
    System.arraycopy(mean[0], 0, points, 0, times);
    System.arraycopy(mean[1], 0, points, times, times);
    Projection plane = Projection.of(points);
    List<LineChart.Line> lines = new ArrayList<>();
    for (int k = 0; k < 2; k++) {
      double[][] places = Arrays.stream(mean[k]).map(plane::place).toArray(double[][]::new);
      double[] x = Arrays.stream(places).mapToDouble(p -> p[0]).toArray();
      double[] y = Arrays.stream(places).mapToDouble(p -> p[1]).toArray();
      lines.add(
          new LineChart.Line(
              "", k == 1 ? "target" : "other", x, y, k == 1 ? "#b5364b" : "#2563a8", false));
      int early = Math.max(2, times / 8);
      lines.add(
          new LineChart.Line(
              "", "begin", Arrays.copyOf(x, early), Arrays.copyOf(y, early), "#9aa2b1", false));
    }
    return LineChart.draw(
        "States of " + m.name(),
        new LineChart.Axis(
            String.format(
                Locale.ROOT, "%s: first component, %.0f %%", m.name(), 100 * plane.shares()[0]),
            LineChart.Scale.LINEAR),
        new LineChart.Axis(
            String.format(Locale.ROOT, "second, %.0f %%", 100 * plane.shares()[1]),
            LineChart.Scale.LINEAR),
        lines,
        false);
  }

  private String pattern(Trained m, Evidence evidence) {
    Recurrent cell = (Recurrent) m.model().node("recurrent").layer();
    Dense read = (Dense) m.model().node("post-recurrent").layer();
    double[] w = NdArrays.doubles(cell.inputWeights());
    double[] v = NdArrays.doubles(read.weights());
    int units = cell.units();
    int width = cell.cell().blocks() * units;
    // An LSTM's candidate is its third block.
    int block = cell.cell() == Recurrent.Cell.LSTM ? 2 * units : 0;
    int times = setup.times().length;
    double[][] map = new double[setup.channels().size()][times];
    for (int c = 0; c < map.length; c++) {
      for (int t = 0; t < times; t++) {
        for (int j = 0; j < units; j++) {
          int at = 2 * (j * times + t);
          map[c][t] += w[c * width + block + j] * (v[at + 1] - v[at]);
        }
      }
    }
    double agreement =
        Correlation.spearman(
            Arrays.stream(map).flatMapToDouble(Arrays::stream).map(Math::abs).toArray(),
            Arrays.stream(evidence.map()).flatMapToDouble(Arrays::stream).map(Math::abs).toArray());
    results.add(
        List.of(
            "recurrent",
            m.classifier().id(),
            evidence.label(),
            "spearman with post-recurrent pattern",
            "",
            agreement,
            "",
            ""));
    double[][] truth = setup.data().truth().orElse(new double[0][]);
    if (truth.length > 0) {
      results.add(
          List.of(
              "recurrent",
              m.classifier().id(),
              "post-recurrent pattern",
              "map AUC",
              "",
              Sweep.localisation(map, truth),
              "",
              ""));
    }
    return TimeMap.draw(m.name(), setup.channels(), setup.times(), map, truth);
  }
}
