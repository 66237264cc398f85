package org.xai4j.core.engine;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The elements of a FLOAT or DOUBLE array in row-major order, copied in runs from and to Java
 * arrays: operators that work on blocks that fit the cache need no second copy of whole arrays. Not
 * thread-safe.
 */
final class Span {
  private final INDArray array;
  private final Pointer pointer;
  private final long start;

  /** A run on its way between single and double precision. */
  private float[] narrow = new float[0];

  /**
   * The elements of an array.
   *
   * @param values copied if they do not lie row-major without gaps
   */
  Span(INDArray values) {
    array = Ops.plain(values);
    // On a GPU backend this waits for the device and copies to the host.
    Nd4j.getAffinityManager().ensureLocation(array, Location.HOST);
    Pointer raw = array.data().pointer();
    pointer = array.dataType() == DataType.FLOAT ? new FloatPointer(raw) : new DoublePointer(raw);
    start = array.offset();
  }

  /** A Java array of the type given: float[] or double[]. */
  static Object make(DataType type, int length) {
    return type == DataType.FLOAT ? new float[length] : new double[length];
  }

  /**
   * Copies a run.
   *
   * @param into overwritten from its start; double[], or float[] if the elements are FLOAT
   */
  void read(long from, Object into, int count) {
    if (pointer instanceof FloatPointer floats) {
      floats.position(start + from);
      if (into instanceof double[] wide) {
        float[] values = narrow(count);
        floats.get(values, 0, count);
        for (int i = 0; i < count; i++) {
          wide[i] = values[i];
        }
      } else {
        floats.get((float[]) into, 0, count);
      }
    } else {
      ((DoublePointer) pointer).position(start + from).get((double[]) into, 0, count);
    }
  }

  /**
   * Overwrites a run.
   *
   * @param values read from their start; double[], or float[] if the elements are FLOAT
   */
  void write(long from, Object values, int count) {
    if (pointer instanceof FloatPointer floats) {
      floats.position(start + from);
      floats.put(
          values instanceof double[] wide ? rounded(wide, count) : (float[]) values, 0, count);
    } else {
      ((DoublePointer) pointer).position(start + from).put((double[]) values, 0, count);
    }
    Nd4j.getAffinityManager().tagLocation(array, Location.HOST);
  }

  private float[] rounded(double[] values, int count) {
    float[] rounded = narrow(count);
    for (int i = 0; i < count; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }

  private float[] narrow(int length) {
    if (narrow.length < length) {
      narrow = new float[length];
    }
    return narrow;
  }
}
