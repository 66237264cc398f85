package org.xai4j.evaluation.epc;

import org.xai4j.core.array.Printed;
import org.xai4j.evaluation.Instance;

/**
 * The Explainability-Performance Coefficient of a performance curve. P(k) is the performance of the
 * unretrained model when the share k of the features, the most important ones, is kept and the rest
 * stands at the baseline. Retention ρ(k) = clip((P(k) − P(0))/(P(1) − P(0)), 0, 1), sparsity s(k) =
 * 1 − k, and the coefficient is their harmonic mean EPC(k) = 2sρ/(s + ρ), zero where both are zero.
 *
 * <p>The name is that of C. Oliva and L. F. Lago-Fernández (arXiv:2607.29614, 2026), who balance
 * sparsity of the selected features against preserved performance; their formula was not at hand,
 * so this is an operationalisation of it.
 *
 * @param kept shares k, ascending from 0 to 1
 * @param performance P(k)
 * @param retention ρ(k); NaN everywhere unless P(1) &gt; P(0)
 * @param coefficient EPC(k)
 * @param best EPC* = max EPC(k)
 * @param bestKept the smallest k at which it is reached
 * @param area EPC-AUC = ∫ρ dk by the trapezoid rule
 * @param compactness EPC_τ = 1 − min{k: ρ(k) ≥ τ}
 */
public record EpcCurve(
    double[] kept,
    double[] performance,
    double[] retention,
    double[] coefficient,
    double best,
    double bestKept,
    double area,
    double compactness) {
  /** Copies the arrays. */
  public EpcCurve {
    kept = kept.clone();
    performance = performance.clone();
    retention = retention.clone();
    coefficient = coefficient.clone();
  }

  /**
   * The coefficients of a performance curve.
   *
   * @param kept shares k, ascending from 0 to 1
   * @param performance P(k)
   * @param tau τ, the retention that counts as enough
   * @return the curve; all NaN unless P(1) &gt; P(0)
   */
  public static EpcCurve of(double[] kept, double[] performance, double tau) {
    int last = kept.length - 1;
    double low = performance[0];
    double span = performance[last] - low;
    double[] retention = new double[kept.length];
    double[] coefficient = new double[kept.length];
    int enough = last;
    for (int p = last; p >= 0; p--) {
      double rho = (performance[p] - low) / span;
      retention[p] = span > 0 ? Math.max(0, Math.min(1, rho)) : Double.NaN;
      double sparsity = 1 - kept[p];
      double sum = sparsity + retention[p];
      coefficient[p] = sum == 0 ? 0 : 2 * sparsity * retention[p] / sum;
      enough = retention[p] >= tau ? p : enough;
    }
    int best = last;
    for (int p = last; p >= 0; p--) {
      best = coefficient[p] >= coefficient[best] ? p : best;
    }
    return new EpcCurve(
        kept,
        performance,
        retention,
        coefficient,
        coefficient[best],
        kept[best],
        Instance.area(kept, retention),
        span > 0 ? 1 - kept[enough] : Double.NaN);
  }

  /** A copy: shares k, ascending from 0 to 1. */
  @Override
  public double[] kept() {
    return kept.clone();
  }

  /** A copy: P(k). */
  @Override
  public double[] performance() {
    return performance.clone();
  }

  /** A copy: ρ(k); NaN everywhere unless P(1) &gt; P(0). */
  @Override
  public double[] retention() {
    return retention.clone();
  }

  /** A copy: EPC(k). */
  @Override
  public double[] coefficient() {
    return coefficient.clone();
  }

  @Override
  public String toString() {
    return Printed.record(this);
  }
}
