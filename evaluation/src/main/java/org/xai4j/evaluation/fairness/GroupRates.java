package org.xai4j.evaluation.fairness;

/**
 * The confusion counts of a group and the rates of the fairness literature (Hardt, Price and Srebro
 * 2016, arXiv:1610.02413; Chouldechova 2017, arXiv:1703.00056). A rate over no rows is NaN.
 *
 * @param truePositives yes said and true
 * @param falsePositives yes said, no true
 * @param trueNegatives no said and true
 * @param falseNegatives no said, yes true
 */
public record GroupRates(
    int truePositives, int falsePositives, int trueNegatives, int falseNegatives) {
  /**
   * Rows of the group.
   *
   * @return n = TP + FP + TN + FN
   */
  public int rows() {
    return positives() + falsePositives + trueNegatives;
  }

  /**
   * Rows where yes is true.
   *
   * @return TP + FN
   */
  public int positives() {
    return truePositives + falseNegatives;
  }

  /**
   * How often yes is said, P(Ŷ = 1).
   *
   * @return (TP + FP)/n
   */
  public double selectionRate() {
    return ratio(truePositives + falsePositives, rows());
  }

  /**
   * How often yes is true, P(Y = 1).
   *
   * @return (TP + FN)/n
   */
  public double baseRate() {
    return ratio(positives(), rows());
  }

  /**
   * How often the model is right, P(Ŷ = Y).
   *
   * @return (TP + TN)/n
   */
  public double accuracy() {
    return ratio(truePositives + trueNegatives, rows());
  }

  /**
   * P(Ŷ = 1 | Y = 1).
   *
   * @return TP/(TP + FN)
   */
  public double truePositiveRate() {
    return ratio(truePositives, positives());
  }

  /**
   * P(Ŷ = 1 | Y = 0).
   *
   * @return FP/(FP + TN)
   */
  public double falsePositiveRate() {
    return ratio(falsePositives, falsePositives + trueNegatives);
  }

  /**
   * P(Ŷ = 0 | Y = 1).
   *
   * @return FN/(TP + FN)
   */
  public double falseNegativeRate() {
    return ratio(falseNegatives, positives());
  }

  /**
   * P(Y = 1 | Ŷ = 1), precision.
   *
   * @return TP/(TP + FP)
   */
  public double positivePredictiveValue() {
    return ratio(truePositives, truePositives + falsePositives);
  }

  private static double ratio(int part, int of) {
    return of == 0 ? Double.NaN : (double) part / of;
  }
}
