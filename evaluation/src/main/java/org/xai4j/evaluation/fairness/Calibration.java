package org.xai4j.evaluation.fairness;

/**
 * Calibration within groups: whether a score of s is right with the share s (Kleinberg,
 * Mullainathan and Raghavan 2016, arXiv:1609.05807).
 */
public final class Calibration {
  /** Bins of equal width, as in Guo et al. (2017). */
  public static final int BINS = 10;

  private Calibration() {}

  /**
   * The expected calibration error, Σ_b (n_b/n)·|mean score − share of yes| over bins of equal
   * width (Guo et al. 2017, arXiv:1706.04599).
   *
   * @param outcomes of a model that gives probabilities
   * @param rows to look at
   * @return from 0 (calibrated) to 1; NaN without scores or rows
   */
  public static double error(Outcomes outcomes, int[] rows) {
    if (outcomes.scores().length == 0 || rows.length == 0) {
      return Double.NaN;
    }
    return error(outcomes.scores(), outcomes.labels(), rows);
  }

  private static double error(double[] scores, int[] labels, int[] rows) {
    double[] excess = new double[BINS];
    for (int row : rows) {
      excess[Math.min(BINS - 1, (int) (scores[row] * BINS))] += scores[row] - labels[row];
    }
    double sum = 0;
    for (double e : excess) {
      sum += Math.abs(e);
    }
    return sum / rows.length;
  }

  /**
   * Calibration in the large: mean score − share of yes.
   *
   * @param outcomes of a model that gives probabilities
   * @param rows to look at
   * @return positive where the model expects too much; NaN without scores or rows
   */
  public static double excess(Outcomes outcomes, int[] rows) {
    double[] scores = outcomes.scores();
    if (scores.length == 0 || rows.length == 0) {
      return Double.NaN;
    }
    int[] labels = outcomes.labels();
    double sum = 0;
    for (int row : rows) {
      sum += scores[row] - labels[row];
    }
    return sum / rows.length;
  }
}
