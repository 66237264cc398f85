package org.xai4j.evaluation.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.xai4j.core.run.SplitRandom;

class DependenceTest {
  private static double[] noise(String name, int n) {
    SplitRandom random = SplitRandom.of(1).split(name);
    double[] values = new double[n];
    java.util.Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }

  /** Partial R² of one number is the square of the partial correlation. */
  @Test
  void ofNumbersAreSquaredPartialCorrelations() {
    int n = 200;
    double[] a = noise("a", n);
    double[] b = noise("b", n);
    double[] y = new double[n];
    for (int i = 0; i < n; i++) {
      b[i] += a[i];
      y[i] = a[i] - 0.5 * b[i] + noise("y", n)[i];
    }
    Dependence model =
        new Dependence(List.of(new double[][] {a}, new double[][] {b}), new double[][] {y});
    double ay = org.xai4j.core.array.Numeric.pearson(a, y);
    double by = org.xai4j.core.array.Numeric.pearson(b, y);
    double ab = org.xai4j.core.array.Numeric.pearson(a, b);
    double partial = (ay - ab * by) / Math.sqrt((1 - ab * ab) * (1 - by * by));
    Dependence.Share share = model.shares().get(0);
    assertEquals(ay * ay, share.alone(), 1e-12);
    assertEquals(partial * partial, share.beside(), 1e-12);
    double rest = 1 - by * by;
    assertEquals(1 - rest * (1 - partial * partial), model.total(), 1e-12);
    assertTrue(share.p() < 1e-6);
  }

  /** Of indicators, Cramér's V² = χ²/n for two by two. */
  @Test
  void ofIndicatorsAreCramersV() {
    double[] x = new double[80];
    double[] y = new double[80];
    for (int i = 0; i < 80; i++) {
      x[i] = i < 40 ? 1 : 0;
      y[i] = i < 30 || (i >= 40 && i < 60) ? 1 : 0;
    }
    double chi = 80.0 * 400 * 400 / (40.0 * 40 * 50 * 30);
    Dependence model = new Dependence(List.<double[][]>of(new double[][] {x}), new double[][] {y});
    assertEquals(chi / 80, model.shares().get(0).alone(), 1e-12);
  }

  /** A copy explains nothing beside its original, and all indicators add up to one. */
  @Test
  void determinedColumnsArePassedOver() {
    double[] a = noise("a", 50);
    double[] y = noise("y", 50);
    Dependence model =
        new Dependence(List.of(new double[][] {a}, new double[][] {a.clone()}), new double[][] {y});
    for (Dependence.Share share : model.shares()) {
      assertEquals(0, share.beside(), 1e-9);
      assertTrue(Double.isNaN(share.p()));
    }
    assertEquals(model.shares().get(0).alone(), model.total(), 1e-9);
  }
}
