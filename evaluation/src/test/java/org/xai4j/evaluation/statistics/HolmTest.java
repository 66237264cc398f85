package org.xai4j.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import org.junit.jupiter.api.Test;

class HolmTest {
  /** R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm"). */
  @Test
  void correctsAsR() {
    assertArrayEquals(
        new double[] {0.03, 0.06, 0.06, 0.02},
        Holm.correct(new double[] {0.01, 0.04, 0.03, 0.005}),
        1e-15);
  }

  @Test
  void testsThatWereNotMadeDoNotCount() {
    assertArrayEquals(
        new double[] {0.02, Double.NaN, 1},
        Holm.correct(new double[] {0.01, Double.NaN, 1}),
        1e-15);
  }
}
