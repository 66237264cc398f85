package org.xai4j.evaluation.complexity;

import java.util.Arrays;
import org.xai4j.core.array.NdArrays;
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
    double[] flat = NdArrays.doubles(subject.attributions());
    int n = (int) subject.attributions().size(0);
    int d = flat.length / n;
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      double[] row = Arrays.copyOfRange(flat, i * d, (i + 1) * d);
      Arrays.setAll(row, j -> Math.abs(row[j]));
      Arrays.sort(row);
      double weighted = 0;
      double total = 0;
      for (int j = 0; j < d; j++) {
        weighted += (2.0 * (j + 1) - d - 1) * row[j];
        total += row[j];
      }
      values[i] = total == 0 ? Double.NaN : weighted / (d * total);
    }
    return Scores.of(values);
  }
}
