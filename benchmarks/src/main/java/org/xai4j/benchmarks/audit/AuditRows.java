package org.xai4j.benchmarks.audit;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.xai4j.core.array.Printed;
import org.xai4j.evaluation.fairness.Outcomes;

/**
 * Rows with what is true of them and what a model says.
 *
 * @param values the model's columns [n][d]
 * @param outcomes probability of yes, answers, labels
 */
public record AuditRows(double[][] values, Outcomes outcomes) {
  int size() {
    return values.length;
  }

  double[] column(int column) {
    return Arrays.stream(values).mapToDouble(r -> r[column]).toArray();
  }

  /** Some rows, drawn evenly from first to last; all if there are no more. */
  int[] some(int most) {
    int n = Math.min(most, size());
    return IntStream.range(0, n).map(i -> (int) ((long) i * size() / n)).toArray();
  }

  double[][] values(int[] rows) {
    return Arrays.stream(rows).mapToObj(i -> values[i]).toArray(double[][]::new);
  }

  @Override
  public String toString() {
    return Printed.record(this);
  }
}
