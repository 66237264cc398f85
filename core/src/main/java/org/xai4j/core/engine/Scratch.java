package org.xai4j.core.engine;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Java arrays that an operator needs for the length of one call. Each thread has its own; they are
 * used again by its next call, so that large batches make no garbage.
 */
final class Scratch {
  private static final int SLOTS = 4;
  private static final ThreadLocal<int[][]> ARRAYS =
      ThreadLocal.withInitial(() -> new int[SLOTS][0]);

  private static final ThreadLocal<float[]> FLOATS = ThreadLocal.withInitial(() -> new float[0]);

  private static final ThreadLocal<FloatPointer> MEMORY =
      ThreadLocal.withInitial(() -> new FloatPointer(1L));

  private Scratch() {}

  /** An array of at least a length, with any content. */
  static int[] ints(int slot, long length) {
    int[][] arrays = ARRAYS.get();
    if (arrays[slot].length < length) {
      arrays[slot] = new int[(int) length];
    }
    return arrays[slot];
  }

  /** An array of at least a length, with any content. */
  static float[] floats(long length) {
    float[] array = FLOATS.get();
    if (array.length < length) {
      array = new float[(int) length];
      FLOATS.set(array);
    }
    return array;
  }

  /**
   * The bits of the elements of a FLOAT array, in row-major order, at the start of a scratch array.
   */
  static int[] bits(int slot, INDArray array) {
    int[] values = ints(slot, array.length());
    Host.readBits(Host.plain(array, DataType.FLOAT), values);
    return values;
  }

  /**
   * The bits of floats, by way of memory outside the heap: no loop over both types becomes vector
   * instructions.
   */
  static int[] bitsOf(float[] values, int length) {
    FloatPointer memory = memory(length);
    memory.put(values, 0, length);
    int[] bits = ints(0, length);
    new IntPointer(memory).get(bits, 0, length);
    return bits;
  }

  /** The floats of bits. */
  static void fromBits(int[] bits, float[] into, int length) {
    FloatPointer memory = memory(length);
    new IntPointer(memory).put(bits, 0, length);
    memory.get(into, 0, length);
  }

  private static FloatPointer memory(int length) {
    FloatPointer memory = MEMORY.get();
    if (memory.limit() < length) {
      memory.close();
      memory = new FloatPointer((long) length);
      MEMORY.set(memory);
    }
    return memory;
  }
}
