package org.xai4j.evaluation.complexity;

import java.util.Arrays;
import org.xai4j.core.registry.Info;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;

/**
 * The Gini index of the absolute attribution, Σᵢ (2i − d − 1)·|a|₍ᵢ₎/(d·Σ|a|) over ascending
 * values: 0 when all features matter alike, near 1 when few matter. Not defined (NaN) for an
 * attribution that is zero everywhere.
 */
@Info(
    id = "sparseness",
    title = "Sparseness",
    summary = "The Gini index of the absolute attribution.",
    reference = "Chalasani et al. 2020, arXiv:1810.06583")
public record Sparseness() implements Metric {
  @Override
  public Traits traits() {
    return Traits.share(Family.COMPLEXITY, Direction.HIGHER);
  }

  @Override
  public Scores score(Subject subject) {
    double[][] rows = subject.rows();
    return Scores.each(subject, i -> gini(rows[i]));
  }

  private static double gini(double[] row) {
    int d = row.length;
    double[] sizes = new double[d];
    Arrays.setAll(sizes, j -> Math.abs(row[j]));
    Arrays.sort(sizes);
    double weighted = 0;
    double total = 0;
    for (int j = 0; j < d; j++) {
      weighted += (2.0 * (j + 1) - d - 1) * sizes[j];
      total += sizes[j];
    }
    return total == 0 ? Double.NaN : weighted / (d * total);
  }
}
