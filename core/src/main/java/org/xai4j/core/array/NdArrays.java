package org.xai4j.core.array;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Moves arrays between ND4J's memory and Java's, in bulk and in row-major order. */
public final class NdArrays {
  private NdArrays() {}

  /**
   * The elements of an array.
   *
   * @param array any shape and numeric type
   * @return a copy, in row-major order
   */
  public static float[] floats(INDArray array) {
    INDArray plain = plain(array, DataType.FLOAT);
    float[] values = new float[(int) plain.length()];
    if (values.length > 0) {
      pointer(plain).get(values);
    }
    return values;
  }

  /**
   * The elements of an array.
   *
   * @param array any shape and numeric type
   * @return a copy, in row-major order
   */
  public static double[] doubles(INDArray array) {
    if (array.dataType() == DataType.FLOAT) {
      float[] values = floats(array);
      double[] wide = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        wide[i] = values[i];
      }
      return wide;
    }
    INDArray plain = plain(array, DataType.DOUBLE);
    double[] values = new double[(int) plain.length()];
    if (values.length > 0) {
      doublePointer(plain).get(values);
    }
    return values;
  }

  /**
   * The elements of each row.
   *
   * @param array [n, …]
   * @return a copy [n][elements of a row, in row-major order]
   */
  public static double[][] rows(INDArray array) {
    double[] flat = doubles(array);
    double[][] rows = new double[(int) array.size(0)][];
    int width = flat.length / Math.max(1, rows.length);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
    }
    return rows;
  }

  /**
   * An array of given rows.
   *
   * @param type FLOAT or DOUBLE
   * @param rows of equal length
   * @return [n, elements of a row]
   */
  public static INDArray array(DataType type, double[][] rows) {
    int width = rows.length == 0 ? 0 : rows[0].length;
    double[] flat = new double[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * width, width);
    }
    return array(type, flat, rows.length, width);
  }

  /**
   * An array of given elements.
   *
   * @param type FLOAT or DOUBLE
   * @param values in row-major order; rounded for FLOAT
   * @param shape of the array
   * @return a new array, in the current workspace if one is open
   */
  public static INDArray array(DataType type, double[] values, long... shape) {
    INDArray array = Nd4j.createUninitialized(type, shape, 'c');
    write(values, array);
    return array;
  }

  /**
   * A FLOAT array of given elements.
   *
   * @param values in row-major order
   * @param shape of the array
   * @return a new array, in the current workspace if one is open
   */
  public static INDArray array(float[] values, long... shape) {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    write(values, array);
    return array;
  }

  /**
   * A FLOAT array of given elements.
   *
   * @param values in row-major order, from the buffer's position to its limit; not modified
   * @param shape of the array
   * @return a new array, in the current workspace if one is open
   */
  public static INDArray array(FloatBuffer values, long... shape) {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    if (values.hasRemaining()) {
      ((FloatBuffer) pointer(array).limit(array.length()).asBuffer()).put(values.duplicate());
      touched(array);
    }
    return array;
  }

  /**
   * Overwrites an array.
   *
   * @param values in row-major order
   * @param array FLOAT, row-major without gaps; modified
   */
  public static void write(float[] values, INDArray array) {
    if (values.length > 0) {
      pointer(array).put(values);
      touched(array);
    }
  }

  /**
   * Overwrites an array.
   *
   * @param values in row-major order; rounded for FLOAT
   * @param array FLOAT or DOUBLE, row-major without gaps; modified
   */
  public static void write(double[] values, INDArray array) {
    if (values.length == 0) {
      return;
    }
    if (array.dataType() == DataType.FLOAT) {
      float[] narrow = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        narrow[i] = (float) values[i];
      }
      write(narrow, array);
    } else {
      doublePointer(array).put(values);
      touched(array);
    }
  }

  /**
   * The array itself if its elements lie row-major without gaps, else a copy that does.
   *
   * @param array any array
   * @param type wanted
   * @return an array whose memory can be read in bulk
   */
  static INDArray plain(INDArray array, DataType type) {
    INDArray cast = array.dataType() == type ? array : array.castTo(type);
    return contiguous(cast) ? cast : cast.dup('c');
  }

  /**
   * An array whose slices may be sliced again. Of a slice that begins behind its array's start ND4J
   * 1.0.0-M2.1 gives some slices as empty arrays, without a word.
   *
   * @param array any array, of a caller
   * @return the array itself, or a copy if it begins elsewhere than its memory
   */
  public static INDArray whole(INDArray array) {
    return array.isEmpty() || array.offset() == 0 ? array : array.dup('c');
  }

  /**
   * Whether the elements lie row-major without gaps.
   *
   * @param array any array
   * @return whether a bulk copy of its memory is a copy of the array
   */
  public static boolean contiguous(INDArray array) {
    long expected = 1;
    long[] shape = array.shape();
    long[] stride = array.stride();
    for (int i = shape.length - 1; i >= 0; i--) {
      if (shape[i] != 1 && stride[i] != expected) {
        return false;
      }
      expected *= shape[i];
    }
    return true;
  }

  private static FloatPointer pointer(INDArray array) {
    return new FloatPointer(raw(array)).position(start(array));
  }

  private static DoublePointer doublePointer(INDArray array) {
    return new DoublePointer(raw(array)).position(start(array));
  }

  private static Pointer raw(INDArray array) {
    // On a GPU backend this waits for the device and copies to the host.
    org.nd4j.linalg.factory.Nd4j.getAffinityManager()
        .ensureLocation(array, org.nd4j.linalg.api.concurrency.AffinityManager.Location.HOST);
    return array.data().pointer();
  }

  /**
   * The memory of an array, to be filled by several threads; {@link #touched} tells when it is.
   *
   * @param array FLOAT, row-major without gaps
   * @return its elements
   */
  public static FloatBuffer memory(INDArray array) {
    return (FloatBuffer) pointer(array).limit(start(array) + array.length()).asBuffer();
  }

  /**
   * Tells that the elements of an array were written.
   *
   * @param array whose memory was written
   */
  public static void touched(INDArray array) {
    Nd4j.getAffinityManager()
        .tagLocation(array, org.nd4j.linalg.api.concurrency.AffinityManager.Location.HOST);
  }

  private static long start(INDArray array) {
    return array.offset();
  }
}
