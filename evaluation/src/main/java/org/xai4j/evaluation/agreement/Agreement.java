package org.xai4j.evaluation.agreement;

import java.util.Arrays;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.Orders;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.statistics.Correlation;

/**
 * Measures of the agreement of two attributions of one input (Krishna et al. 2022,
 * arXiv:2202.01602, and rank correlations). The most important features are those of largest
 * absolute value; rank measures compare absolute values too. What depends on an order of equal
 * values is the expectation over all of their orders, in each of the two attributions by itself: an
 * attribution that is the same everywhere agrees by chance.
 */
public enum Agreement {
  /** The share of the top k that both have. */
  FEATURE("feature-agreement"),
  /** The share of the top k at the same rank in both. */
  RANK("rank-agreement"),
  /** The share of the top k that both have, with the same sign. */
  SIGN("sign-agreement"),
  /** The share of the top k at the same rank with the same sign. */
  SIGNED_RANK("signed-rank-agreement"),
  /** Spearman's correlation of all absolute values. */
  SPEARMAN("spearman"),
  /** Kendall's τ_b of all absolute values. */
  KENDALL("kendall"),
  /** The share of pairs of features that both order alike, or both hold equal. */
  PAIRWISE_RANK("pairwise-rank-agreement");

  private final String id;

  Agreement(String id) {
    this.id = id;
  }

  /**
   * The id of the metric.
   *
   * @return lower case with hyphens
   */
  public String id() {
    return id;
  }

  /**
   * The agreement of two attributions.
   *
   * @param a elements of one input
   * @param b of the same length
   * @param k features that count, for the measures of the top k
   * @return 1 for equal attributions without ties; NaN where a rank correlation is not defined
   */
  public double of(double[] a, double[] b, int k) {
    double[] sizeA = Arrays.stream(a).map(Math::abs).toArray();
    double[] sizeB = Arrays.stream(b).map(Math::abs).toArray();
    return switch (this) {
      case SPEARMAN -> Correlation.spearman(sizeA, sizeB);
      case KENDALL -> Correlation.kendall(sizeA, sizeB);
      case PAIRWISE_RANK -> Correlation.pairs(sizeA, sizeB).alike();
      case FEATURE, RANK, SIGN, SIGNED_RANK ->
          top(a, b, Orders.places(sizeA), Orders.places(sizeB), k);
    };
  }

  /** Expected over all orders of ties, drawn for both attributions by themselves. */
  private double top(double[] a, double[] b, int[][] placesA, int[][] placesB, int k) {
    boolean signed = this == SIGN || this == SIGNED_RANK;
    double expected = 0;
    for (int j = 0; j < a.length; j++) {
      double ties = (double) width(placesA[j]) * width(placesB[j]);
      // Pairs of places in the top k: any, or the same in both.
      double pairs =
          this == RANK || this == SIGNED_RANK
              ? Math.max(
                  0,
                  Math.min(k, Math.min(placesA[j][1], placesB[j][1]))
                      - Math.max(placesA[j][0], placesB[j][0]))
              : (double) inside(placesA[j], k) * inside(placesB[j], k);
      expected += signed && !sameSign(a[j], b[j]) ? 0 : pairs / ties;
    }
    return expected / k;
  }

  private static int width(int[] places) {
    return places[1] - places[0];
  }

  private static int inside(int[] places, int k) {
    return Math.min(places[1], k) - Math.min(places[0], k);
  }

  private static boolean sameSign(double a, double b) {
    return Math.signum(a) == Math.signum(b);
  }

  /**
   * How many features count.
   *
   * @param asked k; 0 for a tenth of the features
   * @param features of one input
   * @return from 1 to the number of features
   * @throws InputException if more are asked for than there are
   */
  public static int top(int asked, int features) {
    InputException.check(
        asked <= features,
        "The agreement of the top %d features is asked for, but an input has %d; set top.",
        asked,
        features);
    return asked > 0 ? asked : Math.max(1, features / 10);
  }

  /** The agreement of each instance's attribution with the reference. */
  Scores score(Subject subject, int k) {
    double[][] a = subject.rows();
    double[][] b = NdArrays.rows(subject.truth().reference().orElseThrow());
    int top = top(k, a[0].length);
    double[] values = new double[a.length];
    Arrays.setAll(values, i -> of(a[i], b[i], top));
    return Scores.of(values);
  }
}
