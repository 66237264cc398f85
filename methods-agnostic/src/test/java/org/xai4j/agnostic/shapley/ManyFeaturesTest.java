package org.xai4j.agnostic.shapley;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xai4j.agnostic.regression.ConstrainedRegression;
import org.xai4j.agnostic.regression.LocalModel;
import org.xai4j.agnostic.regression.SampleRegression;
import org.xai4j.agnostic.regression.WeightedRegression;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.run.SplitRandom;

/** Regressions of few observations on many groups: by products of the observations. */
class ManyFeaturesTest {
  private static final int GROUPS = 70;

  private final SplitRandom random = SplitRandom.of(5);

  private long[][] sets(int count, int groups) {
    long[] all = Masking.everything(groups);
    long[][] sets = new long[count][all.length];
    for (long[] set : sets) {
      Arrays.setAll(set, w -> random.nextLong() & all[w]);
    }
    return sets;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 60, 90})
  void theDualFormIsTheSameRegression(int observations) {
    long[][] sets = sets(observations, GROUPS);
    double[] weights = new double[observations];
    double[] scores = new double[observations];
    Arrays.setAll(weights, s -> 0.1 + random.nextDouble());
    Arrays.setAll(scores, s -> 3 + random.nextGaussian());
    WeightedRegression whole = new WeightedRegression(GROUPS);
    for (int s = 0; s < observations; s++) {
      whole.add(sets[s], weights[s], scores[s]);
    }
    SampleRegression few = new SampleRegression(GROUPS, sets, weights, scores);
    for (double alpha : new double[] {1, 0.01}) {
      equal(whole.ridge(alpha), few.ridge(alpha));
      int[] some = {3, 60, 7};
      equal(whole.ridge(alpha, some), few.ridge(alpha, some));
      equal(whole.lasso(alpha), few.lasso(alpha));
    }
    // Without a penalty the shortest of all solutions.
    equal(whole.ridge(0), few.ridge(0));
    assertArrayEquals(whole.forward(2, 1), few.forward(2, 1));
  }

  private static void equal(LocalModel expected, LocalModel actual) {
    assertArrayEquals(expected.coefficients(), actual.coefficients(), 1e-7);
    assertEquals(expected.intercept(), actual.intercept(), 1e-6);
    assertEquals(expected.r2(), actual.r2(), 1e-6);
  }

  @Test
  void theConstrainedDualFormIsTheSameRegression() {
    int groups = 9;
    ConstrainedRegression whole = new ConstrainedRegression(groups, 100);
    ConstrainedRegression few = new ConstrainedRegression(groups, 0);
    for (long[] set : sets(100, groups)) {
      double weight = 0.1 + random.nextDouble();
      double score = random.nextGaussian();
      whole.add(set, weight, score);
      few.add(set, weight, score);
      long[] rest = {~set[0] & Masking.everything(groups)[0]};
      whole.add(rest, weight, -score);
      few.add(rest, weight, -score);
    }
    assertArrayEquals(whole.solve(2.5), few.solve(2.5), 1e-9);
  }

  @Test
  void fewCoalitionsAreMetAndTheSumIsGiven() {
    double[] shares = new double[GROUPS];
    Arrays.setAll(shares, i -> random.nextGaussian());
    ConstrainedRegression few = new ConstrainedRegression(GROUPS, 20);
    long[][] sets = sets(20, GROUPS);
    for (long[] set : sets) {
      few.add(set, 1 + random.nextDouble(), sum(set, shares));
    }
    double total = Arrays.stream(shares).sum();
    double[] values = few.solve(total);
    assertEquals(total, Arrays.stream(values).sum(), 1e-9);
    for (long[] set : sets) {
      assertEquals(sum(set, shares), sum(set, values), 1e-9);
    }
  }

  private static double sum(long[] set, double[] values) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += (set[i >>> 6] >>> i & 1) != 0 ? values[i] : 0;
    }
    return sum;
  }
}
