package org.xai4j.lrp;

import org.nd4j.linalg.api.buffer.DataType;
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
   * @param z pre-activations, of the same shape, or [1, …] for all rows
   * @param epsilon ε, not negative
   * @return a new array
   */
  static INDArray divide(INDArray relevance, INDArray z, double epsilon) {
    if (relevance.dataType() == DataType.FLOAT) {
      float[] r = Host.floats(relevance);
      divide(r, Host.floats(z), (float) epsilon);
      return Host.array(r, relevance.shape());
    }
    double[] r = Host.doubles(relevance);
    double[] sums = Host.doubles(z);
    for (int from = 0; from < r.length; from += sums.length) {
      for (int i = 0; i < sums.length; i++) {
        r[from + i] = divide(r[from + i], sums[i], epsilon);
      }
    }
    return Host.array(relevance.dataType(), r, relevance.shape());
  }

  /**
   * R / (z + ε·sign(z)) for one unit.
   *
   * @param relevance R
   * @param z pre-activation
   * @param epsilon ε, not negative
   * @return 0 where the denominator is
   */
  static double divide(double relevance, double z, double epsilon) {
    double denominator = z >= 0 ? z + epsilon : z - epsilon;
    return Math.abs(denominator) < Double.MIN_NORMAL ? 0 : relevance / denominator;
  }

  /** Most relevance is zero behind a maximum: no division there, and no branch on the sign. */
  private static void divide(float[] r, float[] sums, float epsilon) {
    for (int from = 0; from < r.length; from += sums.length) {
      for (int i = 0; i < sums.length; i++) {
        float relevance = r[from + i];
        if (relevance != 0) {
          float z = sums[i] + 0f; // −0 has the sign +1 too
          float denominator = z + Math.copySign(epsilon, z);
          boolean zero = Math.abs(denominator) < Float.MIN_NORMAL;
          r[from + i] = zero ? 0 : relevance / denominator;
        }
      }
    }
  }

  /**
   * Splits relevance by the sign of a pre-activation.
   *
   * @param relevance R
   * @param z pre-activations, of the same shape
   * @param positive whether units with z &gt; 0 keep theirs, or those with z &lt; 0
   * @return a new array, 0 at the other units
   */
  static INDArray where(INDArray relevance, INDArray z, boolean positive) {
    INDArray mask = positive ? z.gt(0) : z.lt(0);
    return mask.castTo(relevance.dataType()).muli(relevance);
  }

  /**
   * Whether an array holds nothing but zeros.
   *
   * @param array any
   * @return true for the empty signal
   */
  static boolean empty(INDArray array) {
    return array.amaxNumber().doubleValue() == 0;
  }
}
