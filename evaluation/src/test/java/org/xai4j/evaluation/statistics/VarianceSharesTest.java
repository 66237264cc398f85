package org.xai4j.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xai4j.core.run.SplitRandom;

/** Variance shares against designs whose shares are known. */
class VarianceSharesTest {
  /** Subjects × 4 levels of a × 3 levels of b, twice; {@code inner} lies within a. */
  private static final int SUBJECTS = 5;

  private static final int N = SUBJECTS * 4 * 3 * 2;
  private final int[] subject = new int[N];
  private final int[] a = new int[N];
  private final int[] b = new int[N];
  private final int[] inner = new int[N];

  VarianceSharesTest() {
    for (int i = 0; i < N; i++) {
      subject[i] = i % SUBJECTS;
      a[i] = Math.floorDiv(i, SUBJECTS) % 4;
      b[i] = Math.floorDiv(i, SUBJECTS * 4) % 3;
      inner[i] = 2 * a[i] + Math.floorDiv(i, SUBJECTS * 12);
    }
  }

  private VarianceShares of(double[] values) {
    Map<String, int[]> factors = new LinkedHashMap<>();
    factors.put("inner", inner);
    factors.put("a", a);
    factors.put("b", b);
    return VarianceShares.of(values, subject, factors);
  }

  @Test
  void whatHoldsEverywhereBelongsToTheSubject() {
    double[] values = Arrays.stream(subject).mapToDouble(s -> s * s).toArray();
    VarianceShares shares = of(values);
    assertEquals(1, shares.subject(), 1e-12);
    assertEquals(Map.of("inner", 0.0, "a", 0.0, "b", 0.0), shares.factors());
    assertEquals(0, shares.rest(), 1e-12);
  }

  @Test
  void balancedPartsHaveTheirSumsOfSquares() {
    // Contrasts of subjects that sum to zero at each level, so that no part is of another.
    double[] sign = {1, -1, 0, 1, -1};
    double[] values = new double[N];
    Arrays.setAll(values, i -> sign[i % SUBJECTS] * ((a[i] < 2 ? 1 : -1) + (b[i] - 1)));
    VarianceShares shares = of(values);
    // Σ over a: 1; over b: (1 + 0 + 1)/3.
    assertEquals(0.6, shares.factors().get("a"), 1e-9);
    assertEquals(0.4, shares.factors().get("b"), 1e-9);
    assertEquals(0, shares.factors().get("inner"), 1e-9);
    assertEquals(0, shares.subject(), 1e-9);
  }

  @Test
  void aFactorWithinAnotherGetsOnlyWhatIsItsOwn() {
    double[] sign = {1, -1, 0, 1, -1};
    double[] values = new double[N];
    Arrays.setAll(values, i -> sign[i % SUBJECTS] * (inner[i] % 2 == 0 ? 1 : -1));
    VarianceShares shares = of(values);
    assertEquals(1, shares.factors().get("inner"), 1e-9);
    assertEquals(0, shares.factors().get("a"), 1e-9);
  }

  @Test
  void chanceIsNoFactors() {
    double mean = 0;
    for (int trial = 0; trial < 40; trial++) {
      SplitRandom random = SplitRandom.of(trial);
      double[] values = new double[N];
      Arrays.setAll(values, i -> random.nextGaussian());
      VarianceShares shares = of(values);
      mean += shares.rest() / 40;
      assertTrue(shares.subject() < 0.15, "subjects of chance: " + shares);
    }
    // Unadjusted shares would leave (120 − 55)/119 = 0.55 at most.
    assertTrue(mean > 0.85, "rest " + mean);
  }

  @Test
  void constantValuesHaveNoShares() {
    assertTrue(Double.isNaN(of(new double[N]).rest()));
  }
}
