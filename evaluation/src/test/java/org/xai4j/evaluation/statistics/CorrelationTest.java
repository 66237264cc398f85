package org.xai4j.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.run.SplitRandom;

/** Correlations against hand computation and brute force. */
class CorrelationTest {
  @Test
  void knownValues() {
    double[] a = {1, 2, 3, 4};
    assertEquals(1, Numeric.pearson(a, new double[] {2, 4, 6, 8}), 1e-12);
    assertEquals(0.8, Correlation.spearman(a, new double[] {1, 2, 4, 3}), 1e-12);
    assertTrue(Double.isNaN(Numeric.pearson(a, new double[] {5, 5, 5, 5})));
    assertTrue(Double.isNaN(Correlation.kendall(a, new double[] {5, 5, 5, 5})));
    assertArrayEquals(
        new double[] {1, 3.5, 3.5, 2, 5}, Correlation.ranks(new double[] {-1, 2, 2, 0, 9}));
  }

  @Property(tries = 100)
  void kendallEqualsBruteForce(
      @ForAll @Size(min = 2, max = 30) List<@IntRange(min = 0, max = 5) Integer> values,
      @ForAll long seed) {
    SplitRandom random = SplitRandom.of(seed);
    double[] a = values.stream().mapToDouble(v -> v).toArray();
    double[] b = new double[a.length];
    Arrays.setAll(b, i -> random.nextInt(5));
    long concordant = 0;
    long discordant = 0;
    long alike = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < i; j++) {
        double product = Math.signum(a[i] - a[j]) * Math.signum(b[i] - b[j]);
        concordant += product > 0 ? 1 : 0;
        discordant += product < 0 ? 1 : 0;
        alike += Math.signum(a[i] - a[j]) == Math.signum(b[i] - b[j]) ? 1 : 0;
      }
    }
    Correlation.Pairs pairs = Correlation.pairs(a, b);
    assertEquals(concordant, pairs.concordant());
    assertEquals(discordant, pairs.discordant());
    assertEquals((double) alike / pairs.all(), pairs.alike(), 1e-12);
  }
}
