package org.xai4j.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Rank tests against tables and hand computation. */
class RanksTest {
  @Test
  void nemenyiQuantilesOfDemsarsTable() {
    // q at 0.05 divided by √2, for two to ten methods.
    double[] table = {1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164};
    for (int k = 2; k <= 10; k++) {
      assertEquals(
          table[k - 2], StudentizedRange.quantile(0.95, k) / Math.sqrt(2), 1e-3, k + " methods");
    }
  }

  @Test
  void friedmanOnPaper() {
    // Ranks 1 2 3, 1 2 3, 2 1 3, 1 2 3: means 1.25, 1.75, 3.
    double[][] scores = {{9, 8, 5, 7}, {5, 7, 6, 6}, {1, 2, 3, 1}};
    Ranks ranks = Ranks.of(scores);
    assertArrayEquals(new double[] {1.25, 1.75, 3}, ranks.meanRanks(), 1e-12);
    // 12·4/(3·4)·(1.25² + 1.75² + 9 − 12) = 6.5; F = 3·6.5/(8 − 6.5) = 13.
    assertEquals(6.5, ranks.friedman(), 1e-12);
    assertEquals(Math.exp(-3.25), ranks.friedmanP(), 1e-12);
    assertEquals(13, ranks.imanDavenport(), 1e-12);
    assertEquals(0.0066, ranks.imanDavenportP(), 5e-4);
    // 2.343·√(3·4/24) = 1.657.
    assertEquals(1.657, ranks.criticalDifference(), 1e-3);
    assertTrue(ranks.differ(0, 2));
    assertFalse(ranks.differ(0, 1));
  }

  @Test
  void blocksWithoutAValueDoNotCount() {
    Ranks ranks = Ranks.of(new double[][] {{1, Double.NaN, 3}, {0, 5, 4}});
    assertEquals(2, ranks.blocks());
    assertArrayEquals(new double[] {1.5, 1.5}, ranks.meanRanks(), 1e-12);
    assertEquals(0, ranks.friedman(), 1e-12);
    assertTrue(Double.isNaN(Ranks.of(new double[][] {{1, 2}}).friedman()));
  }

  @Test
  void tiesShrinkTheVariance() {
    // Two of three always tied: ranks 1, 2.5, 2.5 in every block decide completely.
    Ranks ranks = Ranks.of(new double[][] {{3, 3, 3}, {1, 1, 1}, {1, 1, 1}});
    assertEquals(6, ranks.friedman(), 1e-12);
    assertEquals(0, ranks.imanDavenportP());
  }

  @Test
  void wilcoxonHolmAndEffects() {
    double[] a = {5, 6, 7, 8, 9, 10};
    double[] b = {4, 4, 4, 4, 4, 4};
    double[] c = {5, 6, 7, 8, 9, 10};
    List<Pairwise> pairs = Pairwise.of(new double[][] {a, b, c});
    // All six differences have one sign: 2/2⁶.
    assertEquals(2 / 64.0, pairs.get(0).p(), 1e-12);
    assertEquals(3 * 2 / 64.0, pairs.get(0).holm(), 1e-12);
    assertEquals(1, pairs.get(0).delta());
    assertEquals(1, pairs.get(0).rankBiserial());
    assertEquals(3.5 / Math.sqrt(3.5), pairs.get(0).standardized(), 1e-12);
    assertEquals(1, pairs.get(1).p());
    assertEquals(1, pairs.get(1).holm());
    assertEquals(0, pairs.get(1).delta());
    assertEquals(-1, pairs.get(2).rankBiserial());
    assertEquals(0.09375, pairs.get(2).holm(), 1e-12);
  }

  @Test
  void averageLinkage() {
    double[][] distances = {{0, 1, 4, 6}, {1, 0, 5, 7}, {4, 5, 0, 2}, {6, 7, 2, 0}};
    List<Clusters.Join> joins = Clusters.of(distances);
    assertEquals(new Clusters.Join(0, 1, 1, List.of(0, 1)), joins.get(0));
    assertEquals(new Clusters.Join(2, 3, 2, List.of(2, 3)), joins.get(1));
    assertEquals(new Clusters.Join(4, 5, 5.5, List.of(0, 1, 2, 3)), joins.get(2));
  }
}
