package org.xai4j.core.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xai4j.core.run.InputException;

/**
 * What a {@code .npy} file says of its array.
 *
 * @param type of a number, as {@code <f4}
 * @param shape lengths of the axes
 * @param start of the numbers in the file
 */
record NpyHeader(String type, long[] shape, int start) {
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']+)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  /** As many as ND4J's arrays have. */
  private static final int MOST_AXES = 32;

  /**
   * Reads it.
   *
   * @param bytes the first of a file, the whole header among them if it is whole
   * @param size of the file
   * @param name for messages
   * @throws InputException if the file is no array that can be read
   */
  static NpyHeader parse(byte[] bytes, long size, String name) {
    boolean magic =
        bytes.length >= 12 && (bytes[0] & 0xFF) == 0x93 && "NUMPY".equals(ascii(bytes, 1, 5));
    InputException.check(magic, "The file %s is not a NumPy .npy array.", name);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int start = bytes[6] == 1 ? 10 : 12;
    int length = bytes[6] == 1 ? buffer.getShort(8) & 0xFFFF : buffer.getInt(8);
    InputException.check(
        length >= 0 && length <= bytes.length - start && length <= size - start,
        "The file %s is cut short: its header is incomplete.",
        name);
    String header = ascii(bytes, start, length);
    String type = field(DESCR, header, name);
    boolean fortran = field(ORDER, header, name).equals("True");
    long[] shape = shape(field(SHAPE, header, name), name);
    InputException.check(
        !fortran || shape.length < 2,
        "The file %s is in column-major order; save it with numpy.ascontiguousarray.",
        name);
    width(type, name);
    return new NpyHeader(type, shape, start + length);
  }

  /** Bytes of a number. */
  int width() {
    return width(type, "");
  }

  /**
   * Checks that the numbers are there.
   *
   * @param length how many there should be
   * @param size of the file
   * @param name for messages
   * @throws InputException if they are not, or if there are none
   */
  void requireWhole(long length, long size, String name) {
    InputException.check(
        size - start >= length * width(),
        "The file %s is cut short: the array %s needs %d bytes, %d are there.",
        name,
        Arrays.toString(shape),
        length * width(),
        size - start);
    InputException.check(
        length > 0, "The array in %s is empty: its shape is %s.", name, Arrays.toString(shape));
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

  private static int width(String type, String name) {
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
}
