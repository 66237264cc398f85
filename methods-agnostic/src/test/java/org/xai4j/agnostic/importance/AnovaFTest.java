package org.xai4j.agnostic.importance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The F statistic by hand. */
class AnovaFTest {
  @Test
  void twoClassesOfThreeRows() {
    assertEquals(6, AnovaF.f(new double[] {1, 2, 3, 3, 4, 5}, new int[] {0, 0, 0, 1, 1, 1}), 1e-12);
  }
}
