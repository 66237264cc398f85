package org.xai4j.evaluation.fairness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xai4j.core.run.SplitRandom;

class TransportTest {
  /** Of two groups of the same size whose values differ by ten, the ranks decide. */
  @Test
  void theSamePlaceInTheOtherGroupIsTaken() {
    double[] values = {3, 1, 2, 11, 12, 13};
    assertArrayEquals(
        new double[] {13, 11, 12},
        Transport.move(values, new int[] {0, 1, 2}, new int[] {3, 4, 5}, true, SplitRandom.of(0)));
  }

  /** Categories get the shares of the other group. */
  @Test
  void sharesOfTheOtherGroupComeOut() {
    double[] values = new double[4000];
    Arrays.setAll(values, i -> i < 2000 ? (i % 2) : (i % 4 == 0 ? 1 : 0));
    double[] moved =
        Transport.move(
            values,
            IntStream.range(0, 2000).toArray(),
            IntStream.range(2000, 4000).toArray(),
            true,
            SplitRandom.of(0));
    assertEquals(0.25, Arrays.stream(moved).average().orElseThrow(), 0.02);
  }
}
