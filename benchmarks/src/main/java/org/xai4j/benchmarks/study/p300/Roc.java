package org.xai4j.benchmarks.study.p300;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Areas under the ROC curve of many draws of the same rows: the order is found once. */
final class Roc {
  private final double[] scores;
  private final int[] labels;
  private final int[] order;

  Roc(double[] scores, int[] labels) {
    this.scores = scores;
    this.labels = labels;
    order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
  }

  /** The share of pairs of both classes that the score orders rightly; ties count half. */
  double area(int[] rows) {
    int[] weights = new int[scores.length];
    for (int row : rows) {
      weights[row]++;
    }
    double right = 0;
    double ones = 0;
    double zeros = 0;
    int from = 0;
    while (from < order.length) {
      double in = 0;
      double out = 0;
      int to = from;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        in += labels[order[to]] == 1 ? weights[order[to]] : 0;
        out += labels[order[to]] == 1 ? 0 : weights[order[to]];
        to++;
      }
      right += in * (zeros + out / 2);
      ones += in;
      zeros += out;
      from = to;
    }
    return ones == 0 || zeros == 0 ? Double.NaN : right / (ones * zeros);
  }

  double area() {
    return area(IntStream.range(0, scores.length).toArray());
  }
}
