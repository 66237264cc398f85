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
 * @param cost time and model calls
 * @param provenance how it was made
 */
public record Attribution(
    INDArray values,
    double[] scores,
    Optional<double[]> residuals,
    Cost cost,
    Provenance provenance)
    implements Explanation {}
