package org.xai4j.rnn.network;

/**
 * y = x·A + b in plain arrays.
 *
 * @param matrix A [inputs·outputs], row-major
 * @param bias b [outputs]
 */
record AffineSegment(double[] matrix, double[] bias) implements Segment {
  @Override
  public double[] apply(double[] x) {
    double[] y = bias.clone();
    for (int k = 0; k < x.length; k++) {
      if (x[k] != 0) {
        for (int j = 0; j < y.length; j++) {
          y[j] += x[k] * matrix[k * y.length + j];
        }
      }
    }
    return y;
  }
}
