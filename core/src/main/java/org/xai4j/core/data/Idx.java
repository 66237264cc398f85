package org.xai4j.core.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/**
 * IDX files of unsigned bytes, plain or gzipped: the format of the MNIST digits.
 *
 * @param shape of the array
 * @param bytes its elements in row-major order, unsigned
 */
public record Idx(long[] shape, byte[] bytes) {
  private static final int UNSIGNED_BYTES = 0x08;

  /** As many as ND4J's arrays have. */
  private static final int MOST_AXES = 32;

  /**
   * Reads a file.
   *
   * @param file path
   * @return the array
   * @throws InputException if it is missing, cut short or not IDX of unsigned bytes
   */
  public static Idx read(Path file) {
    InputException.check(Files.isRegularFile(file), "There is no file %s; check the path.", file);
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (IOException e) {
      throw new InputException("The file " + file + " cannot be read; check its permissions.", e);
    }
  }

  /**
   * Reads a stream to the end of the array.
   *
   * @param stream plain or gzipped; not closed
   * @param name for messages
   * @return the array
   * @throws InputException if it is cut short or not IDX of unsigned bytes
   */
  public static Idx read(InputStream stream, String name) {
    try {
      BufferedInputStream buffered = new BufferedInputStream(stream);
      buffered.mark(2);
      boolean zipped = buffered.read() == 0x1f && buffered.read() == 0x8b;
      buffered.reset();
      DataInputStream in = new DataInputStream(zipped ? new GZIPInputStream(buffered) : buffered);
      int magic = in.readInt();
      int axes = magic & 0xff;
      InputException.check(
          magic >>> 8 == UNSIGNED_BYTES && axes > 0,
          "The file %s is not IDX of unsigned bytes: it starts with 0x%08x.",
          name,
          magic);
      InputException.check(
          axes <= MOST_AXES, "The IDX file %s has %d axes; it is damaged.", name, axes);
      long[] shape = new long[axes];
      for (int i = 0; i < axes; i++) {
        shape[i] = in.readInt() & 0xffffffffL;
      }
      // The bytes, and the numbers they become.
      int length = Budget.elements(shape, 5, "The IDX file " + name);
      InputException.check(
          length > 0, "The IDX file %s is empty: its shape is %s.", name, Arrays.toString(shape));
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new EOFException();
      }
      // Reading on compares the check sum of a gzipped file.
      InputException.check(
          in.read() < 0,
          "The IDX file %s is longer than its shape %s.",
          name,
          Arrays.toString(shape));
      return new Idx(shape, bytes);
    } catch (EOFException e) {
      throw new InputException("The IDX file " + name + " is cut short; copy it again.", e);
    } catch (IOException e) {
      throw new InputException("The IDX file " + name + " is damaged; copy it again.", e);
    }
  }

  /**
   * The elements as numbers.
   *
   * @param scale factor of each element; 1/255 gives [0, 1]
   * @return FLOAT, of this shape
   */
  public INDArray array(double scale) {
    float[] values = new float[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((bytes[i] & 0xff) * scale);
    }
    return NdArrays.array(values, shape);
  }

  /**
   * The elements as integers: labels.
   *
   * @return 0 to 255, in row-major order
   */
  public int[] integers() {
    int[] values = new int[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return values;
  }
}
