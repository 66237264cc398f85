package org.xai4j.agnostic.regression;

import org.xai4j.agnostic.lime.Lime;

/**
 * The linear model that {@link Lime} fits around one row: f(x with the features S kept) ≈ intercept
 * + Σ_{i ∈ S} coefficients[i].
 *
 * @param coefficients one per feature of the row
 * @param intercept the model's score with no feature kept
 * @param r2 the weighted share of the variance of the scores that the model explains, R²
 */
public record LocalModel(double[] coefficients, double intercept, double r2) {}
