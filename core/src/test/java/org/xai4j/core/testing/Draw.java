package org.xai4j.core.testing;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.SplitRandom;

/** Random arrays for tests. */
public final class Draw {
  private Draw() {}

  /** Standard normal values. */
  public static INDArray normal(SplitRandom random, DataType type, long... shape) {
    long n = 1;
    for (long d : shape) {
      n *= d;
    }
    double[] values = new double[(int) n];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return NdArrays.array(type, values, shape);
  }

  /** Standard normal float64 values. */
  public static INDArray normal(long seed, long... shape) {
    return normal(SplitRandom.of(seed), DataType.DOUBLE, shape);
  }

  /** Positive float64 values away from zero. */
  public static INDArray positive(long seed, long... shape) {
    INDArray array = normal(seed, shape);
    double[] values = NdArrays.doubles(array);
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.2 + Math.abs(values[i]);
    }
    return NdArrays.array(DataType.DOUBLE, values, shape);
  }
}
