package org.xai4j.evaluation.fairness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/** Against counts by hand and the definitions of fairlearn and AIF360. */
class GroupFairnessTest {
  // Group a: TP 3, FP 1, TN 2, FN 2 (n 8); group b: TP 1, FP 1, TN 6, FN 2 (n 10).
  private static final int[] LABELS = {1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1};
  private static final int[] PREDICTED = {1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0};
  private static final ProtectedGroups GROUPS =
      new ProtectedGroups(
          "group", List.of("a", "b"), IntStream.range(0, 18).map(i -> i < 8 ? 0 : 1).toArray());

  private static GroupFairness fairness(int draws, long seed) {
    return new GroupFairness(new Outcomes(new double[0], PREDICTED, LABELS), GROUPS, draws, seed);
  }

  @Test
  void ratesAreThoseOfTheCounts() {
    List<GroupRates> rates = fairness(1, 0).rates();
    assertEquals(List.of(new GroupRates(3, 1, 2, 2), new GroupRates(1, 1, 6, 2)), rates);
    GroupRates a = rates.get(0);
    assertEquals(4.0 / 8, a.selectionRate());
    assertEquals(5.0 / 8, a.baseRate());
    assertEquals(5.0 / 8, a.accuracy());
    assertEquals(3.0 / 5, a.truePositiveRate());
    assertEquals(1.0 / 3, a.falsePositiveRate());
    assertEquals(2.0 / 5, a.falseNegativeRate());
    assertEquals(3.0 / 4, a.positivePredictiveValue());
    assertTrue(Double.isNaN(new GroupRates(0, 0, 2, 0).truePositiveRate()));
  }

  @Test
  void criteriaFollowTheirDefinitions() {
    GroupRates[] both = fairness(1, 0).rates().toArray(GroupRates[]::new);
    assertEquals(4.0 / 8 - 2.0 / 10, Criterion.DEMOGRAPHIC_PARITY_DIFFERENCE.of(both), 1e-15);
    assertEquals(0.2 / 0.5, Criterion.DEMOGRAPHIC_PARITY_RATIO.of(both), 1e-15);
    double tpr = 3.0 / 5 - 1.0 / 3;
    double fpr = 1.0 / 3 - 1.0 / 7;
    assertEquals(Math.max(tpr, fpr), Criterion.EQUALISED_ODDS_DIFFERENCE.of(both), 1e-15);
    assertEquals((1.0 / 7) / (1.0 / 3), Criterion.EQUALISED_ODDS_RATIO.of(both), 1e-15);
    assertEquals(tpr, Criterion.EQUAL_OPPORTUNITY_DIFFERENCE.of(both), 1e-15);
    assertEquals(3.0 / 4 - 1.0 / 2, Criterion.PREDICTIVE_PARITY_DIFFERENCE.of(both), 1e-15);
    assertEquals(7.0 / 10 - 5.0 / 8, Criterion.ACCURACY_DIFFERENCE.of(both), 1e-15);
  }

  @Test
  void aCriterionThatOneGroupLacksIsUndefined() {
    GroupRates[] none = {new GroupRates(1, 1, 1, 1), new GroupRates(0, 1, 3, 0)};
    assertTrue(Double.isNaN(Criterion.EQUAL_OPPORTUNITY_DIFFERENCE.of(none)));
    assertTrue(Double.isNaN(Criterion.DEMOGRAPHIC_PARITY_RATIO.of(new GroupRates(1, 1, 1, 1))));
  }

  @Test
  void calibrationErrorIsTheMeanGapOfTheBins() {
    Outcomes outcomes =
        new Outcomes(
            new double[] {0.1, 0.1, 0.9, 0.9, 1},
            new int[] {0, 0, 1, 1, 1},
            new int[] {0, 1, 1, 1, 0});
    int[] rows = {0, 1, 2, 3, 4};
    // Bins 0.1: 0.2 expected, 1 there; 0.9 to 1: 2.8 expected, 2 there.
    assertEquals((0.8 + 0.8) / 5, Calibration.error(outcomes, rows), 1e-15);
    assertEquals(0, Calibration.excess(outcomes, rows), 1e-15);
  }

  @Test
  void intersectionsKeepOnlyGroupsWithRows() {
    ProtectedGroups one =
        new ProtectedGroups("sex", List.of("women", "men"), new int[] {0, 0, 1, 1});
    ProtectedGroups other =
        new ProtectedGroups("age", List.of("young", "old"), new int[] {0, 1, 1, 1});
    ProtectedGroups both = one.cross(other);
    assertEquals(List.of("women, young", "women, old", "men, old"), both.names());
    assertArrayEquals(new int[] {0, 1, 2, 2}, both.members());
    assertEquals("sex × age", both.attribute());
  }

  @Test
  void intervalsHoldTheValueAndFollowTheSeed() {
    GroupFairness.Result first =
        fairness(500, 3).criterion(Criterion.DEMOGRAPHIC_PARITY_DIFFERENCE);
    assertTrue(first.interval().contains(0.3));
    assertEquals(first, fairness(500, 3).criterion(Criterion.DEMOGRAPHIC_PARITY_DIFFERENCE));
    assertTrue(!first.equals(fairness(500, 4).criterion(Criterion.DEMOGRAPHIC_PARITY_DIFFERENCE)));
  }

  /** The permutation test of parity is exact: shares of yes are hypergeometric. */
  @Test
  void permutationsAgreeWithFishersExactTest() {
    double p = fairness(20_000, 0).criterion(Criterion.DEMOGRAPHIC_PARITY_DIFFERENCE).p();
    // Hypergeometric: 6 yes of 18, 8 in a; |k/8 − (6−k)/10| ≥ 0.3 for k ≤ 1 or k ≥ 4.
    double exact = 0;
    for (int k : new int[] {0, 1, 4, 5, 6}) {
      exact += choose(8, k) * choose(10, 6 - k) / choose(18, 6);
    }
    assertEquals(exact, p, 4 * Math.sqrt(exact * (1 - exact) / 20_000));
  }

  private static double choose(int n, int k) {
    double product = 1;
    for (int i = 1; i <= k; i++) {
      product = product * (n - k + i) / i;
    }
    return product;
  }

  /** Where Ŷ depends on the label alone, equalised odds holds though parity does not. */
  @Test
  void testsTellEqualisedOddsFromParity() {
    SplitRandom random = SplitRandom.of(1);
    int n = 2000;
    int[] members = new int[n];
    int[] labels = new int[n];
    int[] predicted = new int[n];
    for (int i = 0; i < n; i++) {
      members[i] = random.nextInt(2);
      labels[i] = random.nextDouble() < (members[i] == 0 ? 0.3 : 0.6) ? 1 : 0;
      predicted[i] = random.nextDouble() < 0.2 ? 1 - labels[i] : labels[i];
    }
    GroupFairness fairness =
        new GroupFairness(
            new Outcomes(new double[0], predicted, labels),
            new ProtectedGroups("group", List.of("a", "b"), members),
            500,
            0);
    assertTrue(fairness.criterion(Criterion.DEMOGRAPHIC_PARITY_DIFFERENCE).p() < 0.01);
    assertTrue(fairness.criterion(Criterion.EQUALISED_ODDS_DIFFERENCE).p() > 0.05);
  }

  @Test
  void badInputIsNamed() {
    InputException e =
        assertThrows(
            InputException.class,
            () -> new Outcomes(new double[0], new int[] {0, 2}, new int[] {0, 1}));
    assertTrue(String.valueOf(e.getMessage()).contains("favourable"));
    assertThrows(
        InputException.class,
        () ->
            new GroupFairness(
                new Outcomes(new double[0], new int[] {0}, new int[] {0}), GROUPS, 1, 0));
  }
}
