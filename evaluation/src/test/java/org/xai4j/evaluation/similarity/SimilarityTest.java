package org.xai4j.evaluation.similarity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xai4j.core.run.SplitRandom;

/** Similarities of pictures. */
class SimilarityTest {
  private static final long[] SHAPE = {1, 14, 14};

  private static double[] noise(long seed) {
    SplitRandom random = SplitRandom.of(seed);
    double[] values = new double[196];
    Arrays.setAll(values, j -> random.nextGaussian());
    return values;
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void oneForEqualAndNearZeroForNoise(Similarity similarity) {
    double[] a = noise(1);
    assertEquals(1, similarity.of(a, a, SHAPE), 1e-9);
    assertTrue(Math.abs(similarity.of(a, noise(2), SHAPE)) < 0.35);
    double[] scaled = Arrays.stream(a).map(v -> 7 * v).toArray();
    assertEquals(1, similarity.of(a, scaled, SHAPE), 1e-6, "a scale is no difference");
    assertTrue(Double.isNaN(similarity.of(a, new double[196], SHAPE)));
  }

  @Test
  void ssimOfOneWindow() {
    double[] a = {0, 1, 2};
    double[] b = {2, 1, 0};
    // Equal means, variances 1, covariance −1, range 2: (1·(−2 + C₂))/(2 + C₂).
    double c2 = 9e-4 * 4;
    assertEquals((-2 + c2) / (2 + c2), Ssim.of(a, b, new long[] {3}), 1e-12);
  }

  @Test
  void ssimIsTheMeanOverWindows() {
    double[] a = noise(4);
    double[] b = Arrays.stream(noise(5)).map(v -> 1000 + v).toArray();
    Arrays.setAll(a, j -> 1000 + a[j]);
    double range =
        Math.max(Arrays.stream(a).max().orElse(0), Arrays.stream(b).max().orElse(0))
            - Math.min(Arrays.stream(a).min().orElse(0), Arrays.stream(b).min().orElse(0));
    double sum = 0;
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        sum += window(a, b, y, x, range) / 64;
      }
    }
    assertEquals(sum, Ssim.of(a, b, SHAPE), 1e-9);
  }

  /** The published formula of one window of 7×7. */
  private static double window(double[] a, double[] b, int top, int left, double range) {
    double[] p = new double[49];
    double[] q = new double[49];
    Arrays.setAll(p, j -> a[(top + j / 7) * 14 + left + j % 7]);
    Arrays.setAll(q, j -> b[(top + j / 7) * 14 + left + j % 7]);
    double meanP = Arrays.stream(p).average().orElse(0);
    double meanQ = Arrays.stream(q).average().orElse(0);
    double variances = 0;
    double covariance = 0;
    for (int j = 0; j < 49; j++) {
      variances += ((p[j] - meanP) * (p[j] - meanP) + (q[j] - meanQ) * (q[j] - meanQ)) / 48;
      covariance += (p[j] - meanP) * (q[j] - meanQ) / 48;
    }
    double c1 = 1e-4 * range * range;
    double c2 = 9e-4 * range * range;
    return (2 * meanP * meanQ + c1)
        * (2 * covariance + c2)
        / ((meanP * meanP + meanQ * meanQ + c1) * (variances + c2));
  }

  @Test
  void hogSeesOrientationOnly() {
    double[] stripes = new double[196];
    double[] turned = new double[196];
    for (int j = 0; j < 196; j++) {
      stripes[j] = j / 14 % 4 < 2 ? 1 : 0;
      turned[j] = j % 14 % 4 < 2 ? 1 : 0;
    }
    double same = Similarity.HOG.of(stripes, noise(3), SHAPE);
    double other = Similarity.HOG.of(stripes, turned, SHAPE);
    assertTrue(other < same, "orthogonal stripes " + other + ", noise " + same);
  }
}
