package org.xai4j.gradient;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Host;

/** Adds up versions of some rows, in float64. Used by one thread. */
final class Total {
  private final DataType type;
  private final long[] shape;
  private final double[] sum;

  /**
   * Zeros.
   *
   * @param like gives shape and type of one version
   */
  Total(INDArray like) {
    type = like.dataType();
    shape = like.shape();
    sum = new double[(int) like.length()];
  }

  /**
   * Adds all versions.
   *
   * @param stacked [count·m, …]
   */
  void add(INDArray stacked) {
    if (stacked.dataType() == DataType.FLOAT) {
      float[] values = Host.floats(stacked);
      for (int from = 0; from < values.length; from += sum.length) {
        add(values, from);
      }
    } else {
      double[] values = Host.doubles(stacked);
      for (int from = 0; from < values.length; from += sum.length) {
        add(values, from);
      }
    }
  }

  private void add(float[] values, int from) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values[from + i];
    }
  }

  private void add(double[] values, int from) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += values[from + i];
    }
  }

  /**
   * The sum of all versions.
   *
   * @return [m, …] of the rows' type
   */
  INDArray get() {
    return Host.array(type, sum, shape);
  }
}
