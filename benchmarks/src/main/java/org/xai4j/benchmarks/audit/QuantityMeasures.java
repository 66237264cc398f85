package org.xai4j.benchmarks.audit;

import java.util.Arrays;
import java.util.List;
import org.xai4j.evaluation.statistics.Bootstrap;

/**
 * How good a regression's answers are, with 95 % bootstrap intervals.
 *
 * @param answers of the model
 * @param truth of the rows
 */
record QuantityMeasures(double[] answers, double[] truth) {
  List<List<Object>> overall(Bootstrap bootstrap) {
    int n = truth.length;
    double[] errors = new double[n];
    Arrays.setAll(errors, i -> answers[i] - truth[i]);
    return List.of(
        List.of("rows", n),
        List.of(
            "mean absolute error", bootstrap.mean(Arrays.stream(errors).map(Math::abs).toArray())),
        List.of(
            "root mean squared error", bootstrap.of(rows -> Math.sqrt(squares(errors, rows, 0)))),
        List.of("mean error", bootstrap.mean(errors)),
        List.of("R²", bootstrap.of(rows -> 1 - squares(errors, rows, 0) / variance(rows))),
        List.of("standard deviation of the truth", bootstrap.of(r -> Math.sqrt(variance(r)))));
  }

  private double variance(int[] rows) {
    double mean = Arrays.stream(rows).mapToDouble(i -> truth[i]).average().orElse(Double.NaN);
    return squares(truth, rows, mean);
  }

  private static double squares(double[] values, int[] rows, double mean) {
    return Arrays.stream(rows)
        .mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
        .average()
        .orElse(Double.NaN);
  }
}
