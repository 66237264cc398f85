package org.xai4j.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShiftTest {
  @Test
  void equalSamplesDoNotDiffer() {
    double[] sample = IntStream.range(0, 100).asDoubleStream().toArray();
    assertEquals(new Shift(0, 1, 0), Shift.ofNumbers(sample, sample));
    assertEquals(new Shift(0, 1, 0), Shift.ofCategories(new long[] {5, 5}, new long[] {5, 5}));
  }

  /** scipy.stats.ks_2samp(range(20), range(10, 30)): D = 0.5. */
  @Test
  void movedNumbersHaveTheLargestGapOfTheirDistributions() {
    Shift shift =
        Shift.ofNumbers(
            IntStream.range(0, 20).asDoubleStream().toArray(),
            IntStream.range(10, 30).asDoubleStream().toArray());
    assertEquals(0.5, shift.statistic(), 1e-12);
    assertTrue(shift.p() < 0.05 && shift.psi() > 0.25);
  }

  /** χ² = n(ad − bc)²/((a+b)(c+d)(a+c)(b+d)), and the index by hand. */
  @Test
  void countsFollowTheFormulas() {
    Shift shift = Shift.ofCategories(new long[] {30, 10, 0}, new long[] {20, 20, 0});
    assertEquals(80.0 * 400 * 400 / (40.0 * 40 * 50 * 30), shift.statistic(), 1e-12);
    double psi =
        (20.5 - 30.5) / 41 * Math.log(20.5 / 30.5) + (20.5 - 10.5) / 41 * Math.log(20.5 / 10.5);
    assertEquals(psi, shift.psi(), 1e-12);
  }

  @Test
  void tooLittleIsUndefined() {
    assertTrue(Double.isNaN(Shift.ofNumbers(new double[] {1}, new double[] {1, 2}).p()));
  }
}
