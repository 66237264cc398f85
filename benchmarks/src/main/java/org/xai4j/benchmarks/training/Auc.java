package org.xai4j.benchmarks.training;

import java.util.Arrays;

/**
 * The area under the ROC curve, the share of pairs of a row of class 1 and one of class 0 that the
 * score orders rightly (ties count half), with its 95 % interval after DeLong, DeLong and
 * Clarke-Pearson 1988, Biometrics 44:837.
 *
 * @param value the area
 * @param low lower end of the interval
 * @param high upper end of the interval
 */
public record Auc(double value, double low, double high) {
  private static final double Z = 1.959963984540054;

  /**
   * From scores.
   *
   * @param scores of class 1, per row
   * @param labels 0 or 1, both present
   * @return the area
   */
  public static Auc of(double[] scores, int[] labels) {
    int n = labels.length;
    int ones = (int) Arrays.stream(labels).filter(l -> l == 1).count();
    int zeros = n - ones;
    // The share of the other class that each row is ordered rightly with.
    double[] placed = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        if (labels[i] == 1 && labels[j] == 0) {
          double right = scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
          placed[i] += right / zeros;
          placed[j] += right / ones;
        }
      }
    }
    double area = 0;
    for (int i = 0; i < n; i++) {
      area += labels[i] == 1 ? placed[i] / ones : 0;
    }
    double variance = 0;
    for (int i = 0; i < n; i++) {
      double d = placed[i] - area;
      int m = labels[i] == 1 ? ones : zeros;
      variance += m > 1 ? d * d / (m - 1) / m : 0;
    }
    double half = Z * Math.sqrt(variance);
    return new Auc(area, Math.max(0, area - half), Math.min(1, area + half));
  }
}
