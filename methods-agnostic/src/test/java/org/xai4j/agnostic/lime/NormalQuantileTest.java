package org.xai4j.agnostic.lime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

/** Quantiles against the distribution function and the library's own. */
class NormalQuantileTest {
  private static final NormalDistribution NORMAL = new NormalDistribution();

  @Test
  void isTheInverseOfTheDistribution() {
    for (int i = 1; i < 2000; i++) {
      double share = i / 2000.0;
      double x = NormalQuantile.of(share);
      assertEquals(NORMAL.inverseCumulativeProbability(share), x, 1e-12 * Math.max(1, Math.abs(x)));
      assertEquals(share, NORMAL.cumulativeProbability(x), 1e-14);
    }
    for (double share : new double[] {1e-4, 1e-9, 1e-11, 1e-13, 1e-60, 1e-300}) {
      double x = NormalQuantile.of(share);
      assertEquals(1, NORMAL.cumulativeProbability(x) / share, 1e-9, "share " + share);
    }
  }

  @Test
  void endsAreInfinite() {
    assertEquals(Double.NEGATIVE_INFINITY, NormalQuantile.of(0));
    assertEquals(Double.POSITIVE_INFINITY, NormalQuantile.of(1));
    assertEquals(0, NormalQuantile.of(0.5));
  }
}
