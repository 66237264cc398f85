package org.xai4j.evaluation.similarity;

import java.util.Arrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.evaluation.statistics.Correlation;

/** Similarities of two attributions of one input; all are 1 for equal ones. */
public enum Similarity {
  /** Spearman's rank correlation. */
  SPEARMAN,
  /** Pearson's correlation. */
  PEARSON,
  /** The structural similarity of both as pictures, each scaled to a maximum of 1. */
  SSIM,
  /** Pearson's correlation of their histograms of oriented gradients. */
  HOG;

  /**
   * The similarity of two attributions.
   *
   * @param a elements in row-major order
   * @param b of the same length
   * @param shape of one input: [c, h, w] for pictures
   * @return at most 1, or NaN if one of them is constant
   */
  public double of(double[] a, double[] b, long[] shape) {
    return switch (this) {
      case SPEARMAN -> Correlation.spearman(a, b);
      case PEARSON -> Numeric.pearson(a, b);
      case SSIM -> constant(a) || constant(b) ? Double.NaN : Ssim.of(scaled(a), scaled(b), shape);
      case HOG -> Numeric.pearson(Hog.of(a, shape), Hog.of(b, shape));
    };
  }

  private static boolean constant(double[] values) {
    return Arrays.stream(values).allMatch(v -> v == values[0]);
  }

  private static double[] scaled(double[] values) {
    double most = Arrays.stream(values).map(Math::abs).max().orElse(1);
    return Arrays.stream(values).map(v -> v / most).toArray();
  }
}
