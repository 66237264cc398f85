package org.xai4j.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.xai4j.core.run.SplitRandom;

class LoneFeatureTest {
  private static int[] coins(int n) {
    SplitRandom random = SplitRandom.of(5);
    int[] yes = new int[n];
    Arrays.setAll(yes, i -> random.nextInt(2));
    return yes;
  }

  @Test
  void theLabelItselfTellsAll() {
    int[] yes = coins(200);
    double[] copy = Arrays.stream(yes).asDoubleStream().toArray();
    assertEquals(1, LoneFeature.area(copy, true, yes, 0));
    assertEquals(1, LoneFeature.area(copy, false, yes, 0));
  }

  /** A number of each row, a name, is no explanation. */
  @Test
  void namesOfRowsTellNothing() {
    int[] yes = coins(2000);
    double[] names = new double[2000];
    Arrays.setAll(names, i -> i);
    assertEquals(0.5, LoneFeature.area(names, true, yes, 0), 0.05);
    assertEquals(0.5, LoneFeature.area(names, false, yes, 0), 0.05);
  }

  /** Neither end of the scale alone, but its middle. */
  @Test
  void bumpsAreSeen() {
    double[] x = new double[1000];
    int[] yes = new int[1000];
    for (int i = 0; i < 1000; i++) {
      x[i] = i;
      yes[i] = i >= 300 && i < 700 ? 1 : 0;
    }
    assertTrue(LoneFeature.area(x, false, yes, 0) > 0.99);
  }

  @Test
  void oneClassIsUndefined() {
    assertTrue(Double.isNaN(LoneFeature.area(new double[] {1, 2}, false, new int[] {1, 1}, 0)));
  }
}
