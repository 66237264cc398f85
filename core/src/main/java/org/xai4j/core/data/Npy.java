package org.xai4j.core.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/**
 * NumPy's {@code .npy} files: little-endian float32, float64, int32, int64, uint8 and bool in
 * row-major order. Integers become float64, which holds ids and labels up to 2⁵³ exactly.
 */
public final class Npy {
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']+)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  /** As many as ND4J's arrays have. */
  private static final int MOST_AXES = 32;

  private Npy() {}

  /**
   * Reads a file.
   *
   * @param file path
   * @return FLOAT or DOUBLE array
   * @throws InputException if it is missing, cut short, or of a type not listed above
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
   * @throws InputException if they are no such array
   */
  public static INDArray parse(byte[] bytes, String name) {
    boolean magic =
        bytes.length >= 12 && (bytes[0] & 0xFF) == 0x93 && "NUMPY".equals(ascii(bytes, 1, 5));
    InputException.check(magic, "The file %s is not a NumPy .npy array.", name);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int start = bytes[6] == 1 ? 10 : 12;
    int headerLength = bytes[6] == 1 ? buffer.getShort(8) & 0xFFFF : buffer.getInt(8);
    InputException.check(
        headerLength >= 0 && headerLength <= bytes.length - start,
        "The file %s is cut short: its header is incomplete.",
        name);
    String header = ascii(bytes, start, headerLength);
    String type = field(DESCR, header, name);
    boolean fortran = field(ORDER, header, name).equals("True");
    long[] shape = shape(field(SHAPE, header, name), name);
    InputException.check(
        !fortran || shape.length < 2,
        "The file %s is in column-major order; save it with numpy.ascontiguousarray.",
        name);
    int size = size(type, name);
    // Numbers other than float32 become doubles.
    int length = Budget.elements(shape, Math.max(size, 8), "The array in " + name);
    InputException.check(
        bytes.length - start - headerLength >= (long) length * size,
        "The file %s is cut short: the array %s needs %d bytes, %d are there.",
        name,
        Arrays.toString(shape),
        (long) length * size,
        bytes.length - start - headerLength);
    InputException.check(
        length > 0, "The array in %s is empty: its shape is %s.", name, Arrays.toString(shape));
    buffer.position(start + headerLength);
    return values(buffer.slice().order(ByteOrder.LITTLE_ENDIAN), type, length, shape);
  }

  private static long[] shape(String text, String name) {
    try {
      long[] shape =
          Arrays.stream(text.split(","))
              .map(String::strip)
              .filter(s -> !s.isEmpty())
              .mapToLong(Long::parseLong)
              .toArray();
      InputException.check(
          shape.length <= MOST_AXES,
          "The array in %s has %d axes; at most %d can be read.",
          name,
          shape.length,
          MOST_AXES);
      return shape;
    } catch (NumberFormatException e) {
      throw new InputException("The file " + name + " has a damaged NumPy header.", e);
    }
  }

  private static INDArray values(ByteBuffer data, String type, int n, long[] shape) {
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

  private static int size(String type, String name) {
    return switch (type) {
      case "<f4", "<i4" -> 4;
      case "<f8", "<i8" -> 8;
      case "|u1", "|b1" -> 1;
      default ->
          throw new InputException(
              "The array in "
                  + name
                  + " has the type "
                  + type
                  + (type.contains("O") ? " (Python objects, which could run code)" : "")
                  + "; save it as float32, float64, int32, int64 or uint8.");
    };
  }

  private static String field(Pattern pattern, String header, String name) {
    Matcher m = pattern.matcher(header);
    InputException.check(m.find(), "The file %s has a damaged NumPy header.", name);
    return m.group(1);
  }

  private static String ascii(byte[] bytes, int from, int length) {
    return new String(bytes, from, length, StandardCharsets.US_ASCII);
  }

  /**
   * Writes a file: float32 for FLOAT, else float64. The file appears whole or not at all.
   *
   * @param file path; folders are made
   * @param array any shape
   * @throws InputException if it cannot be written
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
    StringBuilder shape = new StringBuilder();
    for (long d : array.shape()) {
      shape.append(d).append(", ");
    }
    String dict =
        "{'descr': '"
            + (single ? "<f4" : "<f8")
            + "', 'fortran_order': False, 'shape': ("
            + shape.toString().strip()
            + "), }";
    // The header ends in a newline on a multiple of 64 bytes.
    int padded = (10 + dict.length() + 1 + 63) / 64 * 64;
    String header = dict + " ".repeat(padded - 10 - dict.length() - 1) + "\n";
    int n = (int) array.length();
    ByteBuffer data = ByteBuffer.allocate(n * (single ? 4 : 8)).order(ByteOrder.LITTLE_ENDIAN);
    if (single) {
      data.asFloatBuffer().put(NdArrays.floats(array));
    } else {
      data.asDoubleBuffer().put(NdArrays.doubles(array));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x93);
    out.writeBytes("NUMPY".getBytes(StandardCharsets.US_ASCII));
    out.write(1);
    out.write(0);
    out.write(header.length() & 0xFF);
    out.write(header.length() >> 8);
    out.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(data.array());
    return out.toByteArray();
  }
}
