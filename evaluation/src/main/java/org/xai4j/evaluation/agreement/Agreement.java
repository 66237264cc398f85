package org.xai4j.evaluation.agreement;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.Instance;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.statistics.Correlation;

/**
 * Measures of the agreement of two attributions of one input (Krishna et al. 2022,
 * arXiv:2202.01602, and rank correlations). The most important features are those of largest
 * absolute value; rank measures compare absolute values too.
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
   * @return 1 for equal attributions; NaN where a rank correlation is not defined
   */
  public double of(double[] a, double[] b, int k) {
    double[] sizeA = Arrays.stream(a).map(Math::abs).toArray();
    double[] sizeB = Arrays.stream(b).map(Math::abs).toArray();
    return switch (this) {
      case SPEARMAN -> Correlation.spearman(sizeA, sizeB);
      case KENDALL -> Correlation.kendall(sizeA, sizeB);
      case PAIRWISE_RANK -> Correlation.pairs(sizeA, sizeB).alike();
      case FEATURE, RANK, SIGN, SIGNED_RANK ->
          top(a, b, Instance.descending(sizeA), Instance.descending(sizeB), k);
    };
  }

  private double top(double[] a, double[] b, int[] orderA, int[] orderB, int k) {
    int count = 0;
    if (this == RANK || this == SIGNED_RANK) {
      for (int r = 0; r < k; r++) {
        int j = orderA[r];
        count += j == orderB[r] && (this == RANK || sameSign(a[j], b[j])) ? 1 : 0;
      }
    } else {
      Set<Integer> others = new HashSet<>();
      for (int r = 0; r < k; r++) {
        others.add(orderB[r]);
      }
      for (int r = 0; r < k; r++) {
        int j = orderA[r];
        count += others.contains(j) && (this == FEATURE || sameSign(a[j], b[j])) ? 1 : 0;
      }
    }
    return (double) count / k;
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
    double[][] b = Subject.rows(subject.truth().reference().orElseThrow());
    int top = top(k, a[0].length);
    double[] values = new double[a.length];
    Arrays.setAll(values, i -> of(a[i], b[i], top));
    return Scores.of(values);
  }
}
