package org.xai4j.core.explain;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Provenance;

/**
 * One number per feature and row: how much the feature speaks for the target.
 *
 * @param values [n, …]: of the input's shape, or of the shape of the layer asked for
 * @param scores the explained score f(x) of each row [n]
 * @param residuals for methods whose values should add up: their sum minus what it should be, per
 *     row [n]
 * @param trust what else tells how far the values can be trusted
 * @param cost time and model calls
 * @param provenance how it was made
 */
public record Attribution(
    INDArray values,
    double[] scores,
    Optional<double[]> residuals,
    Trust trust,
    Cost cost,
    Provenance provenance)
    implements Explanation {
  /**
   * How far the values of an attribution can be trusted.
   *
   * @param base the score without any feature, per row [n]: of the baseline, or the mean over the
   *     background; nothing where the values add up to something else
   * @param errors standard errors of the values, of their shape, for random methods that estimate
   *     them; NaN in rows without an estimate
   * @param fit R² of the local model behind the values, per row [n]
   */
  public record Trust(Optional<double[]> base, Optional<INDArray> errors, Optional<double[]> fit) {}
}
