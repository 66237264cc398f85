package org.xai4j.core.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SplitRandomTest {
  @Test
  void theStreamIsFixedForever() {
    // Recorded once: a change would silently change every published result.
    assertEquals(4484340894127920088L, SplitRandom.of(0).split("kernel-shap").split(7).nextLong());
  }

  @Test
  void childrenDoNotDependOnWhatTheParentGave() {
    SplitRandom fresh = SplitRandom.of(1);
    SplitRandom used = SplitRandom.of(1);
    used.nextLong();
    used.nextGaussian();
    assertEquals(fresh.split(5).nextLong(), used.split(5).nextLong());
    assertNotEquals(fresh.split(5).nextLong(), fresh.split(6).nextLong());
    assertNotEquals(fresh.split("a").nextLong(), fresh.split("b").nextLong());
  }

  @Test
  void momentsOfTheGaussian() {
    SplitRandom random = SplitRandom.of(3);
    int n = 200_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double g = random.nextGaussian();
      sum += g;
      squares += g * g;
    }
    assertEquals(0, sum / n, 4 / Math.sqrt(n));
    assertEquals(1, squares / n, 4 * Math.sqrt(2.0 / n));
  }

  @Test
  void integersAreUniform() {
    SplitRandom random = SplitRandom.of(4);
    int[] counts = new int[7];
    int n = 70_000;
    for (int i = 0; i < n; i++) {
      counts[random.nextInt(7)]++;
    }
    double chi = Arrays.stream(counts).mapToDouble(c -> (c - 1e4) * (c - 1e4) / 1e4).sum();
    // The 99.9 % point of χ² with 6 degrees of freedom.
    assertEquals(0, chi, 22.5);
    assertThrows(IllegalArgumentException.class, () -> random.nextInt(0));
  }

  @Test
  void permutationsHoldEveryNumberOnce() {
    int[] p = SplitRandom.of(5).permutation(100);
    int[] sorted = p.clone();
    Arrays.sort(sorted);
    int[] expected = new int[100];
    Arrays.setAll(expected, i -> i);
    assertArrayEquals(expected, sorted);
  }
}
