package org.xai4j.benchmarks.study.p300;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.IntStream;
import org.xai4j.benchmarks.study.evaluation.Explained;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.registry.Registry;

/**
 * Relevance of one method, read as what tells targets from other epochs.
 *
 * @param explained the method with its attributions
 * @param values [row][channel][time]
 * @param sums over channels, of sizes where it measures sensitivity [row][time]
 * @param labels of the rows
 * @param times in seconds
 * @param sensitivity whether the method says how much the output would change, not what of it is
 *     due to an input; a class difference of such values means nothing
 */
record Evidence(
    Explained explained,
    double[][][] values,
    double[][] sums,
    int[] labels,
    double[] times,
    boolean sensitivity) {
  private static final Set<String> SENSITIVITY =
      Set.of(
          "gradient",
          "saliency",
          "smoothgrad",
          "smoothgrad-squared",
          "vargrad",
          "guided-backprop",
          "deconvnet");

  private static final Set<String> CONTROLS = Set.of("random", "input-magnitude", "edge");

  static Evidence of(Setup setup, Explained explained) {
    boolean sensitivity = SENSITIVITY.contains(id(explained));
    double[][][] values = setup.cube(explained.subject().attributions());
    double[][] sums = new double[values.length][setup.times().length];
    for (int i = 0; i < values.length; i++) {
      for (double[] channel : values[i]) {
        for (int t = 0; t < channel.length; t++) {
          sums[i][t] += sensitivity ? Math.abs(channel[t]) : channel[t];
        }
      }
    }
    return new Evidence(explained, values, sums, setup.labels(), setup.times(), sensitivity);
  }

  private static String id(Explained explained) {
    return Registry.info(explained.subject().explainer().orElseThrow()).id();
  }

  String label() {
    return explained.label();
  }

  boolean control() {
    return CONTROLS.contains(id(explained));
  }

  double[][] map() {
    return map(IntStream.range(0, labels.length).toArray());
  }

  /** Mean over targets minus mean over others, or mean size, of some rows [channel][time]. */
  double[][] map(int[] rows) {
    double targets = Arrays.stream(rows).filter(i -> labels[i] == 1).count();
    double[][] map = new double[values[0].length][times.length];
    for (int i : rows) {
      double weight = weight(labels[i], targets, rows.length);
      for (int c = 0; c < map.length; c++) {
        for (int t = 0; t < times.length; t++) {
          double v = values[i][c][t];
          map[c][t] += weight * (sensitivity ? Math.abs(v) : v);
        }
      }
    }
    return map;
  }

  private double weight(int label, double targets, int rows) {
    if (sensitivity) {
      return 1.0 / rows;
    }
    return label == 1 ? 1 / targets : -1 / (rows - targets);
  }

  /** The map summed over channels. */
  double[] profile(int[] rows) {
    double targets = Arrays.stream(rows).filter(i -> labels[i] == 1).count();
    double[] profile = new double[times.length];
    for (int i : rows) {
      double weight = weight(labels[i], targets, rows.length);
      for (int t = 0; t < profile.length; t++) {
        profile[t] += weight * sums[i][t];
      }
    }
    return profile;
  }

  /** When the profile is largest, in milliseconds; NaN unless both classes are among the rows. */
  double peak(int[] rows) {
    long targets = Arrays.stream(rows).filter(i -> labels[i] == 1).count();
    if (targets == 0 || targets == rows.length) {
      return Double.NaN;
    }
    return 1000 * times[Numeric.argmax(profile(rows))];
  }

  /** The channels' shares of the whole; they sum to 1. */
  double[] shares() {
    double[] sums = Arrays.stream(map()).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
    double all = Arrays.stream(sums).sum();
    return Arrays.stream(sums).map(s -> all == 0 ? 0 : s / all).toArray();
  }
}
