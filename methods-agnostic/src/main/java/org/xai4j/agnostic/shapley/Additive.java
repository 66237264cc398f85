package org.xai4j.agnostic.shapley;

import org.xai4j.core.explain.Masking;

/**
 * Shapley values of a model whose score is a sum of functions of single features: each feature
 * brings the same to every coalition, so φᵢ = v({i}) − v(∅).
 */
final class Additive {
  private Additive() {}

  /** The values of a row, from g + 1 coalitions. */
  static double[] values(Masking masking) {
    int g = masking.grouping().count();
    double[] scores = masking.withEach();
    double[] values = new double[g];
    for (int i = 0; i < g; i++) {
      values[i] = scores[i] - scores[g];
    }
    return values;
  }
}
