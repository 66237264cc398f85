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
