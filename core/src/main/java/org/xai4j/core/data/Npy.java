package org.xai4j.core.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.Budget;

/**
 * NumPy's {@code .npy} files: little-endian float32, float64, int32, int64, uint8 and bool in
 * row-major order. Integers become float64, which holds ids and labels up to 2⁵³ exactly.
 */
public final class Npy {
  private Npy() {}

  /**
   * Reads a file.
   *
   * @param file path
   * @return FLOAT or DOUBLE array
   * @throws org.xai4j.core.run.InputException if it is missing, cut short, or of a type not listed
   *     above
   */
  public static INDArray read(Path file) {
    return parse(WholeFile.read(file), file.toString());
  }

  /**
   * Reads the bytes of a file.
   *
   * @param bytes all of them
   * @param name for messages
   * @return FLOAT or DOUBLE array
   * @throws org.xai4j.core.run.InputException if they are no such array
   */
  public static INDArray parse(byte[] bytes, String name) {
    NpyHeader header = NpyHeader.parse(bytes, bytes.length, name);
    long[] shape = header.shape();
    // Numbers other than float32 become doubles.
    int length = Budget.elements(shape, Math.max(header.width(), 8), "The array in " + name);
    header.requireWhole(length, bytes.length, name);
    ByteBuffer data = ByteBuffer.wrap(bytes, header.start(), length * header.width()).slice();
    return values(data.order(ByteOrder.LITTLE_ENDIAN), header.type(), length, shape);
  }

  /** The numbers of a file as an array. */
  static INDArray values(ByteBuffer data, String type, int n, long[] shape) {
    if (type.equals("<f4")) {
      float[] floats = new float[n];
      data.asFloatBuffer().get(floats);
      return NdArrays.array(floats, shape);
    }
    double[] doubles = new double[n];
    for (int i = 0; i < n; i++) {
      doubles[i] =
          switch (type) {
            case "<f8" -> data.getDouble(8 * i);
            case "<i8" -> data.getLong(8 * i);
            case "<i4" -> data.getInt(4 * i);
            default -> data.get(i) & 0xFF;
          };
    }
    return NdArrays.array(DataType.DOUBLE, doubles, shape);
  }

  /**
   * Writes a file: float32 for FLOAT, else float64. The file appears whole or not at all.
   *
   * @param file path; folders are made
   * @param array any shape
   * @throws org.xai4j.core.run.InputException if it cannot be written
   */
  public static void write(Path file, INDArray array) {
    WholeFile.write(file, out -> out.write(bytes(array)));
  }

  /**
   * The bytes of a file.
   *
   * @param array any shape
   * @return header and values
   */
  public static byte[] bytes(INDArray array) {
    boolean single = array.dataType() == DataType.FLOAT;
    byte[] header = header(single, array.shape());
    ByteBuffer whole = ByteBuffer.allocate(header.length + (int) array.length() * (single ? 4 : 8));
    return whole.put(header).put(content(array)).array();
  }

  /**
   * The numbers of an array as they stand in a file, behind the header.
   *
   * @param array any shape
   * @return little-endian float32 for FLOAT, else float64, in row-major order
   */
  public static byte[] content(INDArray array) {
    boolean single = array.dataType() == DataType.FLOAT;
    int n = (int) array.length();
    ByteBuffer data = ByteBuffer.allocate(n * (single ? 4 : 8)).order(ByteOrder.LITTLE_ENDIAN);
    if (single) {
      data.asFloatBuffer().put(NdArrays.floats(array));
    } else {
      data.asDoubleBuffer().put(NdArrays.doubles(array));
    }
    return data.array();
  }

  /**
   * What stands in a file before the numbers.
   *
   * @param single float32, else float64
   * @param shape lengths of the axes
   * @return magic number, version and description; a multiple of 64 bytes
   */
  public static byte[] header(boolean single, long[] shape) {
    StringBuilder axes = new StringBuilder();
    for (long d : shape) {
      axes.append(d).append(", ");
    }
    String dict =
        "{'descr': '"
            + (single ? "<f4" : "<f8")
            + "', 'fortran_order': False, 'shape': ("
            + axes.toString().strip()
            + "), }";
    // The header ends in a newline on a multiple of 64 bytes.
    int padded = (10 + dict.length() + 1 + 63) / 64 * 64;
    String text = dict + " ".repeat(padded - 10 - dict.length() - 1) + "\n";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x93);
    out.writeBytes("NUMPY".getBytes(StandardCharsets.US_ASCII));
    out.write(1);
    out.write(0);
    out.write(text.length() & 0xFF);
    out.write(text.length() >> 8);
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }
}
