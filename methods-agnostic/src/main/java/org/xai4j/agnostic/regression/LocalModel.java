package org.xai4j.agnostic.regression;

import org.xai4j.agnostic.lime.Lime;
import org.xai4j.core.array.Printed;

/**
 * The linear model that {@link Lime} fits around one row: f(x with the features S kept) ≈ intercept
 * + Σ_{i ∈ S} coefficients[i].
 *
 * @param coefficients one per feature of the row
 * @param intercept the model's score with no feature kept
 * @param r2 the weighted share of the variance of the scores that the model explains, R²
 */
public record LocalModel(double[] coefficients, double intercept, double r2) {
  /** Copies the arrays. */
  public LocalModel {
    coefficients = coefficients.clone();
  }

  /** A copy: one per feature of the row. */
  @Override
  public double[] coefficients() {
    return coefficients.clone();
  }

  @Override
  public String toString() {
    return Printed.record(this);
  }
}
