package org.xai4j.core.explanation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Provenance;

/**
 * How much pairs of features bring together beyond what each brings alone, per row.
 *
 * @param values [n, g, g], symmetric: half of a pair's interaction stands at each of its two
 *     places, the main effect of a feature on the diagonal; a row of the matrix adds up to the
 *     feature's Shapley value
 * @param scores the explained score f(x) of each row [n]
 * @param base the score without any feature, per row [n]
 * @param residuals the sum of a row's matrix minus f(x) − f(b) [n]
 * @param cost time and model calls
 * @param provenance how it was made
 */
public record Interactions(
    INDArray values,
    double[] scores,
    double[] base,
    double[] residuals,
    Cost cost,
    Provenance provenance)
    implements Explanation {}
