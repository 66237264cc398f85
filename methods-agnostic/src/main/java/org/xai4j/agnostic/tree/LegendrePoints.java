package org.xai4j.agnostic.tree;

import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;

/**
 * Gauss–Legendre points and weights on [0, 1]: exact for polynomials of degree 2q − 1.
 *
 * @param points t
 * @param weights their sum is 1
 */
record LegendrePoints(double[] points, double[] weights) {
  /** Points that are exact for a product of so many linear factors. */
  static LegendrePoints forFactors(int factors) {
    int q = Math.max(1, (factors + 2) / 2);
    GaussIntegrator rule = new GaussIntegratorFactory().legendre(q, 0.0, 1.0);
    double[] points = new double[q];
    double[] weights = new double[q];
    for (int k = 0; k < q; k++) {
      points[k] = rule.getPoint(k);
      weights[k] = rule.getWeight(k);
    }
    return new LegendrePoints(points, weights);
  }
}
