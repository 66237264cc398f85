package org.xai4j.core.engine;

import org.apache.commons.math3.special.Gamma;

/** The error function, to double precision. */
final class Erf {
  private Erf() {}

  static double of(double x) {
    if (Math.abs(x) > 6) {
      return Math.signum(x);
    }
    double p = Gamma.regularizedGammaP(0.5, x * x, 1e-16, 10_000);
    return x < 0 ? -p : p;
  }

  /** 1 − erf(x), without cancellation for large x. */
  static double complement(double x) {
    if (x > 27) {
      return 0;
    }
    return x < 0 ? 1 + of(-x) : Gamma.regularizedGammaQ(0.5, x * x, 1e-16, 10_000);
  }
}
