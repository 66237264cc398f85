package org.xai4j.core.importer.dl4j;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.bytedeco.javacpp.indexer.Bfloat16Indexer;
import org.bytedeco.javacpp.indexer.HalfIndexer;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/**
 * A vector in the form in which ND4J writes arrays: a header and the shape information (rank,
 * lengths, strides, options, element-wise stride, order), a header and the elements, all
 * big-endian. ND4J's own reader believes strides and lengths; here they must be those of a plain
 * vector, as parameters and statistics are.
 *
 * @param values the elements
 * @param type DOUBLE, FLOAT, HALF or BFLOAT16, as stored
 */
record StoredArray(double[] values, DataType type) {
  /** The longest shape information: of 32 axes. */
  private static final int LONGEST_SHAPE = 2 * 32 + 4;

  private record Header(long length, String type) {}

  /**
   * Reads one array.
   *
   * @param in at its start; left behind its end
   * @param what names the array in messages: "The coefficients of m.zip"
   * @return its elements
   * @throws IOException if the stream ends early or is damaged
   * @throws InputException if it is no plain vector, too large, or of another type
   */
  static StoredArray read(DataInputStream in, String what) throws IOException {
    Header shape = header(in, what);
    InputException.check(
        shape.length >= 4 && shape.length <= LONGEST_SHAPE,
        "%s have a damaged shape; save the model again.",
        what);
    long[] info = new long[(int) shape.length];
    for (int i = 0; i < info.length; i++) {
      info[i] = shape.type.equals("INT") ? in.readInt() : in.readLong();
    }
    Header data = header(in, what);
    int width = width(data.type, what);
    int n = Budget.elements(new long[] {data.length}, 8, what);
    checkVector(info, n, what);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] =
          switch (width) {
            case 8 -> in.readDouble();
            case 4 -> in.readFloat();
            default ->
                data.type.equals("HALF")
                    ? HalfIndexer.toFloat(in.readUnsignedShort())
                    : Bfloat16Indexer.toFloat(in.readUnsignedShort());
          };
    }
    return new StoredArray(values, DataType.valueOf(data.type));
  }

  private static Header header(DataInputStream in, String what) throws IOException {
    String allocation = in.readUTF();
    long length =
        switch (allocation) {
          // The older modes counted with four bytes.
          case "DIRECT", "HEAP", "JAVACPP" -> in.readInt();
          case "LONG_SHAPE", "MIXED_DATA_TYPES" -> in.readLong();
          default ->
              throw new InputException(what + " have a damaged header; save the model again.");
        };
    return new Header(length, in.readUTF());
  }

  private static int width(String type, String what) {
    return switch (type) {
      case "DOUBLE" -> 8;
      case "FLOAT" -> 4;
      case "HALF", "BFLOAT16" -> 2;
      default ->
          throw new InputException(
              what + " are neither float nor double numbers; save the model again.");
    };
  }

  /** At most one axis is longer than 1, it has as many cells as there are numbers, and no gaps. */
  private static void checkVector(long[] info, int n, String what) {
    int rank = (int) Math.max(-1, Math.min(info[0], 33));
    boolean fits = rank >= 0 && info.length == 2 * rank + 4;
    long cells = 1;
    for (int i = 0; fits && i < rank; i++) {
      long length = info[1 + i];
      fits = length == 1 || (cells == 1 && length == n && info[1 + rank + i] == 1);
      cells = fits && length != 1 ? length : cells;
    }
    InputException.check(
        fits && cells == n, "%s are not one plain vector of numbers; save the model again.", what);
  }

  /** The error of a stream that ends early or is damaged. */
  static InputException damaged(String what, IOException e) {
    String how = e instanceof EOFException ? "cut short" : "damaged";
    return new InputException(what + " are " + how + "; copy the file again.", e);
  }
}
