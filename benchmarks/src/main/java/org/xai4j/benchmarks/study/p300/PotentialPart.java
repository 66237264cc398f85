package org.xai4j.benchmarks.study.p300;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.xai4j.benchmarks.p300.P300Data;
import org.xai4j.benchmarks.report.BandChart;
import org.xai4j.benchmarks.report.ScalpMap;
import org.xai4j.benchmarks.report.TimeMap;
import org.xai4j.core.signal.Epochs;

/** What the brain does: means of the epochs of both classes, in microvolts. */
final class PotentialPart {
  private static final int SHOWN = 8;
  private static final double Z = 1.959963984540054;
  private static final double[] WINDOWS = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6};

  private PotentialPart() {}

  static void add(Setup setup, List<List<Object>> results) {
    Epochs epochs = Epochs.join(List.of(setup.data().train(), setup.data().test()));
    double[][] difference = P300Data.difference(epochs);
    double[][] truth = setup.data().truth().orElse(new double[0][]);
    int[] strongest =
        IntStream.range(0, difference.length)
            .boxed()
            .sorted(Comparator.comparingDouble(c -> -largest(difference[c])))
            .limit(SHOWN)
            .mapToInt(Integer::intValue)
            .sorted()
            .toArray();
    List<String> charts = new ArrayList<>();
    for (int c : strongest) {
      charts.add(
          BandChart.draw(
              epochs.channels().get(c) + ", µV",
              epochs.times(),
              List.of(
                  band("other", epochs, c, false, "#2563a8"),
                  band("target", epochs, c, true, "#b5364b")),
              truth.length > 0 ? truth[c] : new double[0]));
    }
    int[] peak = peak(difference);
    results.add(
        List.of(
            "potential",
            "",
            "",
            "largest difference in ms",
            epochs.channels().get(peak[0]),
            1000 * epochs.times()[peak[1]],
            "",
            ""));
    String found =
        String.format(
            Locale.ROOT,
            "Targets differ most from other stimuli at %.0f ms over %s.",
            1000 * epochs.times()[peak[1]],
            epochs.channels().get(peak[0]));
    setup.run().say(found);
    List<ScalpMap.Head> heads = new ArrayList<>();
    for (int w = 0; w + 1 < WINDOWS.length; w++) {
      heads.add(
          new ScalpMap.Head(
              String.format(Locale.ROOT, "%.0f–%.0f ms", 1000 * WINDOWS[w], 1000 * WINDOWS[w + 1]),
              mean(difference, epochs.times(), WINDOWS[w], WINDOWS[w + 1])));
    }
    Epochs.Rejected rejected = epochs.rejected();
    setup
        .run()
        .page()
        .heading("What the brain does")
        .text(
            String.format(
                Locale.ROOT,
                "Means of %d target (red) and %d other epochs (blue) of training and test data,"
                    + " with 95 %% bands%s. Left out: %d epochs at the edge of a recording, %d with missing samples or"
                    + " a flat channel, %d with artefacts.",
                Arrays.stream(epochs.labels()).sum(),
                epochs.size() - Arrays.stream(epochs.labels()).sum(),
                truth.length > 0 ? "; shaded where the simulation makes the classes differ" : "",
                rejected.edge(),
                rejected.missing(),
                rejected.artefact()))
        .finding(found)
        .svg("Grand averages", Figures.grid(charts))
        .svg(
            "Target minus other over the scalp, µV",
            ScalpMap.draw("Class differences over the scalp", setup.places(), heads, 3))
        .svg(
            "Target minus other, µV" + (truth.length > 0 ? "; outlined: the truth" : ""),
            Figures.grid(
                List.of(
                    TimeMap.draw(
                        "difference", epochs.channels(), epochs.times(), difference, truth))));
  }

  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  /** Channel and time of the largest size. */
  static int[] peak(double[][] map) {
    int[] best = {0, 0};
    for (int c = 0; c < map.length; c++) {
      for (int t = 0; t < map[c].length; t++) {
        if (Math.abs(map[c][t]) > Math.abs(map[best[0]][best[1]])) {
          best = new int[] {c, t};
        }
      }
    }
    return best;
  }

  /** The mean of each channel over a window of time. */
  static double[] mean(double[][] map, double[] times, double from, double to) {
    int[] inside =
        IntStream.range(0, times.length).filter(t -> times[t] >= from && times[t] < to).toArray();
    return Arrays.stream(map)
        .mapToDouble(
            row -> Arrays.stream(inside).mapToDouble(t -> row[t]).average().orElse(Double.NaN))
        .toArray();
  }

  private static BandChart.Band band(
      String name, Epochs epochs, int channel, boolean target, String colour) {
    double[][] rows =
        epochs.epochs().stream()
            .filter(e -> e.target() == target)
            .map(e -> e.values()[channel])
            .toArray(double[][]::new);
    int n = rows.length;
    int times = rows[0].length;
    double[] low = new double[times];
    double[] middle = new double[times];
    double[] high = new double[times];
    for (int t = 0; t < times; t++) {
      int at = t;
      double mean = Arrays.stream(rows).mapToDouble(r -> r[at]).average().orElse(0);
      double variance =
          Arrays.stream(rows).mapToDouble(r -> (r[at] - mean) * (r[at] - mean)).sum()
              / Math.max(1, n - 1);
      middle[t] = mean;
      low[t] = mean - Z * Math.sqrt(variance / n);
      high[t] = mean + Z * Math.sqrt(variance / n);
    }
    return new BandChart.Band(name, low, middle, high, colour);
  }
}
