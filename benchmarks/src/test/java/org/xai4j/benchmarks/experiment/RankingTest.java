package org.xai4j.benchmarks.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.xai4j.evaluation.Metric;

/** Ranks, verdicts and bests. */
class RankingTest {
  private static final Map<String, Metric.Direction> DIRECTIONS =
      Map.of("up", Metric.Direction.HIGHER, "down", Metric.Direction.LOWER);

  private static Map<String, double[]> scores(double[] up, double[] down) {
    return Map.of("up", up, "down", down);
  }

  private static Map<String, Map<String, double[]>> three() {
    Map<String, Map<String, double[]>> methods = new LinkedHashMap<>();
    methods.put("random", scores(new double[] {1, 1, 1, 1}, new double[] {5, 5, 5, 5}));
    methods.put("good", scores(new double[] {3, 2, 4, 3}, new double[] {1, 2, 1, 0}));
    methods.put("bad", scores(new double[] {0, 0, 0, 1}, new double[] {6, 5, 7, 9}));
    return methods;
  }

  @Test
  void ranksFollowDirectionsAndTiesShare() {
    Ranking ranking = Ranking.of(three(), DIRECTIONS, Optional.of("random"), 0);
    assertEquals(
        List.of("good", "random", "bad"), ranking.rows().stream().map(Ranking.Row::label).toList());
    assertEquals(1, ranking.rows().get(0).rank().mean());
    // up: 2, 2, 2, 2.5; down: 2, 2.5, 2, 2
    assertEquals(2.125, ranking.rows().get(1).rank().mean(), 1e-12);
    assertEquals(Ranking.Verdict.BETTER, ranking.rows().get(0).verdict());
    assertEquals(Ranking.Verdict.NONE, ranking.rows().get(1).verdict());
    assertEquals(Ranking.Verdict.WORSE, ranking.rows().get(2).verdict());
    Ranking.Cell down = ranking.rows().get(0).cells().get("down");
    assertTrue(down.best());
    assertEquals(1, down.score().mean());
    assertFalse(ranking.rows().get(2).cells().get("up").best());
  }

  @Test
  void equalToTheControlIsNotBetter() {
    Map<String, Map<String, double[]>> methods = three();
    methods.put("same", scores(new double[] {2, 0, 2, 0}, new double[] {5, 5, 5, 5}));
    Ranking ranking = Ranking.of(methods, DIRECTIONS, Optional.of("random"), 0);
    Ranking.Row same =
        ranking.rows().stream().filter(r -> r.label().equals("same")).findFirst().orElseThrow();
    assertEquals(Ranking.Verdict.SAME, same.cells().get("up").verdict());
    assertEquals(Ranking.Verdict.SAME, same.cells().get("down").verdict());
  }

  @Test
  void onlyMetricsThatAllHaveAreRanked() {
    Map<String, Map<String, double[]>> methods = three();
    methods.put("part", Map.of("up", new double[] {9, 9, Double.NaN, 9}));
    Ranking ranking = Ranking.of(methods, DIRECTIONS, Optional.of("random"), 0);
    assertEquals(List.of("up"), ranking.metrics());
    assertEquals("part", ranking.rows().get(0).label());
    assertEquals(1, ranking.rows().get(0).rank().mean(), "rows without a value do not count");
  }

  @Test
  void worksWithoutControlAndWithoutMethods() {
    assertEquals(
        Ranking.Verdict.NONE,
        Ranking.of(three(), DIRECTIONS, Optional.empty(), 0).rows().get(0).verdict());
    assertEquals(List.of(), Ranking.of(Map.of(), DIRECTIONS, Optional.empty(), 0).rows());
  }

  @Test
  void testsFollowTheRows() {
    Map<String, Map<String, double[]>> methods = new LinkedHashMap<>();
    double[] rising = {1, 2, 3, 4, 5, 6, 7, 8};
    double[] low = {0, 0, 0, 0, 0, 0, 0, 0};
    double[] same = {2, 1, 4, 3, 6, 5, 8, 7};
    methods.put("random", scores(low, rising));
    methods.put("one", scores(rising, low));
    methods.put("two", scores(same, low));
    Ranking ranking = Ranking.of(methods, DIRECTIONS, Optional.of("random"), 0);
    assertEquals("random", ranking.rows().get(2).label());
    assertTrue(ranking.tests().imanDavenportP() < 0.05);
    assertTrue(ranking.tests().differ(0, 2));
    assertFalse(ranking.tests().differ(0, 1));
    assertTrue(ranking.tiedWithBest(1));
    assertFalse(ranking.tiedWithBest(2));
    assertFalse(ranking.tiedWithBest(0));
  }
}
