package org.xai4j.evaluation.epc;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.xai4j.evaluation.Scorer;
import org.xai4j.evaluation.statistics.Correlation;

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
   * The performance over some rows.
   *
   * @param outputs [n][classes]: probabilities
   * @param scores [n]: those of the explained classes
   * @param labels [n]
   * @param rows which of them count, repetitions allowed
   * @return from 0 to 1
   */
  double of(double[][] outputs, double[] scores, int[] labels, int[] rows) {
    return switch (this) {
      case ACCURACY ->
          Arrays.stream(rows)
              .mapToDouble(i -> Scorer.predicted(outputs[i]) == labels[i] ? 1 : 0)
              .average()
              .orElse(Double.NaN);
      case PROBABILITY ->
          Arrays.stream(rows).mapToDouble(i -> scores[i]).average().orElse(Double.NaN);
      case AUC -> {
        int classes = outputs[0].length;
        yield classes <= 2
            ? auc(outputs, labels, rows, 1)
            : IntStream.range(0, classes)
                .mapToDouble(c -> auc(outputs, labels, rows, c))
                .filter(v -> !Double.isNaN(v))
                .average()
                .orElse(Double.NaN);
      }
    };
  }

  private static double auc(double[][] outputs, int[] labels, int[] rows, int of) {
    double[] values =
        Arrays.stream(rows)
            .mapToDouble(i -> outputs[i][Math.min(of, outputs[i].length - 1)])
            .toArray();
    double[] ranks = Correlation.ranks(values);
    double sum = 0;
    double positive = 0;
    for (int r = 0; r < rows.length; r++) {
      if (labels[rows[r]] == of) {
        sum += ranks[r];
        positive++;
      }
    }
    double negative = rows.length - positive;
    return positive == 0 || negative == 0
        ? Double.NaN
        : (sum - positive * (positive + 1) / 2) / (positive * negative);
  }
}
