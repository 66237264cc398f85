package org.xai4j.lrp;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Host;

/** Divides relevance by pre-activations without dividing by zero. */
final class Stabilizer {
  private Stabilizer() {}

  /**
   * R / (z + ε·sign(z)) with sign(0) = +1. With ε = 0 a zero pre-activation passes nothing on: its
   * relevance is zero too.
   *
   * @param relevance R
   * @param z pre-activations, of the same shape
   * @param epsilon ε, not negative
   * @return a new array
   */
  static INDArray divide(INDArray relevance, INDArray z, double epsilon) {
    double[] r = Host.doubles(relevance);
    double[] sums = Host.doubles(z);
    for (int i = 0; i < r.length; i++) {
      double denominator = sums[i] >= 0 ? sums[i] + epsilon : sums[i] - epsilon;
      r[i] = denominator == 0 ? 0 : r[i] / denominator;
    }
    return Host.array(relevance.dataType(), r, relevance.shape());
  }
}
