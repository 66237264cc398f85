package org.xai4j.evaluation.epc;

import java.util.Arrays;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;

/**
 * The Explainability-Performance Coefficient of single rows: performance is the probability of the
 * explained class when the row keeps its most important features. The curve is EPC(k) against k.
 * Not defined (NaN) for rows whose probability at the baseline is not below their own; the
 * coefficient of a whole set of rows, {@link ExplainabilityPerformance}, has no such rows.
 *
 * @param summary which number of the curve is the value
 * @param points shares of features between 0 and 1
 * @param tau the retention that counts as enough
 */
@Info(
    id = "epc",
    title = "Explainability-Performance Coefficient",
    summary = "How well few features preserve the score: harmonic mean of sparsity and retention.",
    reference = "After Oliva and Lago-Fernández 2026, arXiv:2607.29614 (an operationalisation)")
public record Epc(
    @Param("which number of the curve is the value") Summary summary,
    @Param(value = "shares of features", min = 2) int points,
    @Param(value = "retention that counts as enough", min = 0, max = 1) double tau)
    implements Metric {
  /** Numbers of a curve. */
  public enum Summary {
    /** EPC*, the largest coefficient. */
    STAR,
    /** EPC-AUC, the area under the retention. */
    AUC,
    /** EPC_τ, the sparsity at which retention is enough. */
    TAU
  }

  /** EPC* over 29 shares, τ = 0.95. */
  public Epc() {
    this(Summary.STAR, 29, 0.95);
  }

  @Override
  public Traits traits() {
    return Traits.share(Family.FAITHFULNESS, Direction.HIGHER);
  }

  @Override
  public Scores score(Subject subject) {
    ExplainabilityPerformance all =
        ExplainabilityPerformance.of(
            subject,
            new int[subject.size()],
            new ExplainabilityPerformance.Settings(
                ExplainabilityPerformance.Scope.LOCAL, Performance.PROBABILITY, points, tau));
    EpcCurve[] curves = new EpcCurve[subject.size()];
    Arrays.setAll(curves, i -> all.curve(new int[] {i}));
    return new Scores(
        Arrays.stream(curves).mapToDouble(this::value).toArray(),
        curves[0].kept(),
        Arrays.stream(curves).map(EpcCurve::coefficient).toArray(double[][]::new));
  }

  private double value(EpcCurve curve) {
    return switch (summary) {
      case STAR -> curve.best();
      case AUC -> curve.area();
      case TAU -> curve.compactness();
    };
  }
}
