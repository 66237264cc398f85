package org.xai4j.lrp.rule;

/** Divides relevance by pre-activations without dividing by zero. */
final class Stabilizer {
  private Stabilizer() {}

  /**
   * R / (z + ε·sign(z)) for one unit, with sign(0) = +1.
   *
   * @param relevance R
   * @param z pre-activation
   * @param epsilon ε, not negative
   * @return 0 where the denominator is
   */
  static double divide(double relevance, double z, double epsilon) {
    double denominator = z >= 0 ? z + epsilon : z - epsilon;
    return Math.abs(denominator) < Double.MIN_NORMAL ? 0 : relevance / denominator;
  }
}
