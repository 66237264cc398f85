package org.xai4j.evaluation.complexity;

import java.util.Arrays;
import org.xai4j.core.registry.Info;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;

/**
 * Complexity: the entropy −Σᵢ pᵢ ln pᵢ of the fractional contributions pᵢ = |aᵢ|/Σ|a|. From 0, one
 * feature has it all, to ln d, all matter alike. Not defined (NaN) for an attribution that is zero
 * everywhere.
 */
@Info(
    id = "complexity",
    title = "Complexity",
    summary = "The entropy of the absolute attribution.",
    reference = "Bhatt, Weller and Moura 2020, arXiv:2005.00631")
public record Complexity() implements Metric {
  @Override
  public Traits traits() {
    return Traits.positive(Family.COMPLEXITY, Direction.LOWER);
  }

  @Override
  public Scores score(Subject subject) {
    double[][] rows = subject.rows();
    return Scores.each(subject, i -> entropy(rows[i]));
  }

  private static double entropy(double[] row) {
    double total = Arrays.stream(row).map(Math::abs).sum();
    double entropy = 0;
    for (double value : row) {
      double p = Math.abs(value) / total;
      entropy -= p > 0 ? p * Math.log(p) : 0;
    }
    return total == 0 ? Double.NaN : entropy + 0.0;
  }
}
