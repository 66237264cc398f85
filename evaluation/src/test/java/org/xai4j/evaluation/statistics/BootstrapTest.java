package org.xai4j.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.xai4j.core.run.SplitRandom;

/** Bootstrap intervals. */
class BootstrapTest {
  @Test
  void intervalHasTheWidthOfTheNormalOne() {
    SplitRandom random = SplitRandom.of(1);
    double[] values = new double[400];
    Arrays.setAll(values, i -> random.nextGaussian());
    Bootstrap.Interval interval = new Bootstrap(400, 1000, 0).mean(values);
    // 2 · 1.96 / √400 = 0.196
    assertEquals(0.196, interval.high() - interval.low(), 0.03);
    assertTrue(interval.contains(interval.mean()));
  }

  @Test
  void covers95PercentOfTheTime() {
    SplitRandom random = SplitRandom.of(2);
    int covered = 0;
    for (int trial = 0; trial < 400; trial++) {
      double[] values = new double[60];
      Arrays.setAll(values, i -> random.nextGaussian());
      covered += new Bootstrap(60, 300, trial).mean(values).contains(0) ? 1 : 0;
    }
    assertEquals(0.94, covered / 400.0, 0.04);
  }

  @Test
  void pairedDifferencesAreSharperThanEither() {
    SplitRandom random = SplitRandom.of(3);
    double[] left = new double[100];
    Arrays.setAll(left, i -> 10 * random.nextGaussian());
    double[] right = Arrays.stream(left).map(v -> v - 0.1).toArray();
    Bootstrap.Interval difference = new Bootstrap(100, 500, 0).difference(left, right);
    assertEquals(0.1, difference.low(), 1e-9);
    assertFalse(difference.contains(0));
  }

  @Test
  void undefinedValuesAreLeftOut() {
    Bootstrap bootstrap = new Bootstrap(3, 100, 0);
    assertEquals(2, bootstrap.mean(new double[] {2, Double.NaN, 2}).mean());
    assertTrue(
        Double.isNaN(bootstrap.mean(new double[] {Double.NaN, Double.NaN, Double.NaN}).low()));
  }

  @Test
  void theSeedDecides() {
    double[] values = {1, 5, 2, 8};
    assertEquals(new Bootstrap(4, 50, 7).mean(values), new Bootstrap(4, 50, 7).mean(values));
  }

  @Test
  void skewMovesTheInterval() {
    // The interval of a mean of exponential values reaches further up than down.
    SplitRandom random = SplitRandom.of(5);
    double[] values = new double[40];
    Arrays.setAll(values, i -> -Math.log(1 - random.nextDouble()));
    Bootstrap.Interval interval = new Bootstrap(40, 4000, 0).mean(values);
    double up = interval.high() - interval.mean();
    double down = interval.mean() - interval.low();
    assertTrue(up > 1.1 * down, up + " and " + down);
  }

  @Test
  void anyStatistic() {
    double[] values = {1, 2, 3, 4, 100};
    Bootstrap.Interval median =
        new Bootstrap(5, 2000, 1)
            .of(
                rows -> {
                  double[] drawn = Arrays.stream(rows).mapToDouble(i -> values[i]).toArray();
                  Arrays.sort(drawn);
                  return drawn[drawn.length / 2];
                });
    assertEquals(3, median.mean());
    assertTrue(median.low() >= 1 && median.low() <= 2, "low end " + median.low());
  }
}
