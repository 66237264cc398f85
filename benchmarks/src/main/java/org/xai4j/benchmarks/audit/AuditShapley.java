package org.xai4j.benchmarks.audit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.xai4j.agnostic.shapley.KernelShap;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Printed;
import org.xai4j.core.data.OneHot;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;

/**
 * Shapley values of the score of yes.
 *
 * @param rows that were explained
 * @param values of each column [rows][d]
 */
record AuditShapley(int[] rows, double[][] values) {
  private static final int BACKGROUND = 40;
  private static final int SAMPLES = 300;

  /** Kernel SHAP against rows of the training table, or of the audited one if there is none. */
  static AuditShapley of(AuditSubject subject, AuditRows rows, AuditSettings settings) {
    AuditRows reference = subject.train().orElse(subject.rows());
    int[] background = reference.some(BACKGROUND);
    int[] explained = rows.some(settings.explained());
    Context context =
        settings
            .context()
            .with(subject.schema())
            .withSeed(settings.seed())
            .with(Target.of(0))
            .with(
                new Baseline.Rows(
                    subject.yes().array(reference.values(background)),
                    background.length + " rows"));
    double[][] values =
        NdArrays.rows(
            new KernelShap(SAMPLES, true)
                .explain(
                    subject.yes().predictor(), subject.yes().array(rows.values(explained)), context)
                .values());
    // The columns of a category share its value.
    for (OneHot group : subject.schema().groups()) {
      for (double[] row : values) {
        group.columns().forEach(c -> row[c] /= group.columns().size());
      }
    }
    return new AuditShapley(explained, values);
  }

  double[] column(int column) {
    return Arrays.stream(values).mapToDouble(v -> v[column]).toArray();
  }

  /** The mean size of each column's values. */
  double[] sizes() {
    return IntStream.range(0, values[0].length)
        .mapToDouble(c -> Arrays.stream(column(c)).map(Math::abs).average().orElse(0))
        .toArray();
  }

  /** The mean size of the sum of some columns' values. */
  double size(List<Integer> columns) {
    return Arrays.stream(values)
        .mapToDouble(row -> Math.abs(columns.stream().mapToDouble(c -> row[c]).sum()))
        .average()
        .orElse(0);
  }

  @Override
  public String toString() {
    return Printed.record(this);
  }
}
