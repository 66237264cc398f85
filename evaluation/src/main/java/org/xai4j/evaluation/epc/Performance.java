package org.xai4j.evaluation.epc;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.xai4j.evaluation.Scorer;

/** What of a model's answers for many rows counts as its performance. */
public enum Performance {
  /** The share of rows whose largest output is that of the label. */
  ACCURACY,
  /**
   * The area under the receiver operating curve: of the second class where there are two, else the
   * mean over the classes of each against the rest. NaN where a class has no or all rows.
   */
  AUC,
  /** The mean probability of the explained class; rows need no label. */
  PROBABILITY;

  /**
   * What is sorted once for all subsets of rows.
   *
   * @param outputs [n][classes]: probabilities
   * @return per class that counts the rows in ascending order of its output; none but for AUC
   */
  int[][] orders(double[][] outputs) {
    if (this != AUC) {
      return new int[0][];
    }
    int classes = outputs[0].length;
    int first = classes == 2 ? 1 : 0;
    return IntStream.range(first, classes)
        .mapToObj(
            c ->
                IntStream.range(0, outputs.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> outputs[i][c]))
                    .mapToInt(i -> i)
                    .toArray())
        .toArray(int[][]::new);
  }

  /**
   * The performance over some rows.
   *
   * @param outputs [n][classes]: probabilities
   * @param orders of these outputs
   * @param scores [n]: those of the explained classes
   * @param labels [n]
   * @param rows which of them count, repetitions allowed
   * @return from 0 to 1
   */
  double of(double[][] outputs, int[][] orders, double[] scores, int[] labels, int[] rows) {
    return switch (this) {
      case ACCURACY ->
          Arrays.stream(rows)
              .mapToDouble(i -> Scorer.predicted(outputs[i]) == labels[i] ? 1 : 0)
              .average()
              .orElse(Double.NaN);
      case PROBABILITY ->
          Arrays.stream(rows).mapToDouble(i -> scores[i]).average().orElse(Double.NaN);
      case AUC -> {
        int[] weights = new int[outputs.length];
        for (int row : rows) {
          weights[row]++;
        }
        int first = outputs[0].length - orders.length;
        yield IntStream.range(0, orders.length)
            .mapToDouble(o -> auc(outputs, orders[o], labels, weights, first + o))
            .filter(v -> !Double.isNaN(v))
            .average()
            .orElse(Double.NaN);
      }
    };
  }

  /** The share of pairs of a row of the class and one of another that the output orders right. */
  private static double auc(
      double[][] outputs, int[] order, int[] labels, int[] weights, int column) {
    double right = 0;
    double positive = 0;
    double negative = 0;
    int from = 0;
    while (from < order.length) {
      double in = 0;
      double out = 0;
      int to = from;
      while (to < order.length && outputs[order[to]][column] == outputs[order[from]][column]) {
        in += labels[order[to]] == column ? weights[order[to]] : 0;
        out += labels[order[to]] == column ? 0 : weights[order[to]];
        to++;
      }
      // Ties count one half.
      right += in * (negative + out / 2);
      positive += in;
      negative += out;
      from = to;
    }
    return positive == 0 || negative == 0 ? Double.NaN : right / (positive * negative);
  }
}
