package org.xai4j.gradient;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Host;

/**
 * The straight lines from some rows to others. Points are written in one pass over memory: with
 * several array operations per point, calls would cost more than a small network does.
 */
final class Segment {
  private final long[] shape;
  private final boolean single;
  private final float[] start;
  private final float[] step;
  private final double[] exactStart;
  private final double[] exactStep;

  /**
   * Lines.
   *
   * @param from b [m, …]
   * @param to x [m, …]
   */
  Segment(INDArray from, INDArray to) {
    shape = to.shape();
    single = to.dataType() == DataType.FLOAT;
    start = single ? Host.floats(from) : new float[0];
    step = single ? Host.floats(to) : new float[0];
    exactStart = single ? new double[0] : Host.doubles(from);
    exactStep = single ? new double[0] : Host.doubles(to);
    for (int i = 0; i < step.length; i++) {
      step[i] -= start[i];
    }
    for (int i = 0; i < exactStep.length; i++) {
      exactStep[i] -= exactStart[i];
    }
  }

  /**
   * The points b + α(x − b), one version of the rows behind the other.
   *
   * @param places all values of α
   * @param first index of the first one wanted
   * @param count how many are wanted
   * @return [count·m, …]
   */
  INDArray points(double[] places, int first, int count) {
    long[] stacked = shape.clone();
    stacked[0] *= count;
    if (single) {
      float[] values = new float[count * start.length];
      for (int p = 0; p < count; p++) {
        fill(values, p * start.length, (float) places[first + p]);
      }
      return Host.array(values, stacked);
    }
    double[] values = new double[count * exactStart.length];
    for (int p = 0; p < count; p++) {
      fill(values, p * exactStart.length, places[first + p]);
    }
    return Host.array(DataType.DOUBLE, values, stacked);
  }

  private void fill(float[] values, int at, float place) {
    for (int i = 0; i < start.length; i++) {
      values[at + i] = start[i] + place * step[i];
    }
  }

  private void fill(double[] values, int at, double place) {
    for (int i = 0; i < exactStart.length; i++) {
      values[at + i] = exactStart[i] + place * exactStep[i];
    }
  }
}
