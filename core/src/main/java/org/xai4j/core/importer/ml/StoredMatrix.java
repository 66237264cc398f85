package org.xai4j.core.importer.ml;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import onnx.Onnx.TensorProto;
import org.xai4j.core.run.InputException;

/** Tensors stored in the file itself, as numbers. */
final class StoredMatrix {
  private StoredMatrix() {}

  /** A tensor as a matrix: a scalar is 1 × 1, a vector one row. */
  static Matrix of(TensorProto tensor) {
    double[] values = numbers(tensor);
    List<Long> dims = tensor.getDimsList();
    InputException.check(
        dims.size() <= 2,
        "The tensor '%s' of the ONNX file has %d axes; beside classic models two are supported.",
        tensor.getName(),
        dims.size());
    int rows = dims.size() > 1 ? (int) (long) dims.get(0) : 1;
    return new Matrix(rows, rows == 0 ? 0 : values.length / rows, values);
  }

  static double[] numbers(TensorProto tensor) {
    double[] values = stored(tensor);
    long count = 1;
    for (long d : tensor.getDimsList()) {
      InputException.check(
          d >= 0 && d <= Integer.MAX_VALUE && count * Math.max(1, d) <= Integer.MAX_VALUE,
          "The tensor '%s' of the ONNX file has the axis %d; the file is damaged.",
          tensor.getName(),
          d);
      count *= d;
    }
    InputException.check(
        values.length == count,
        "The tensor '%s' of the ONNX file should hold %d numbers, %d are there; the file is damaged.",
        tensor.getName(),
        count,
        values.length);
    return values;
  }

  private static double[] stored(TensorProto tensor) {
    TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
    InputException.check(
        type != null && tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL,
        "The tensor '%s' of the ONNX file is of an unknown type or lies in another file.",
        tensor.getName());
    boolean raw = !tensor.getRawData().isEmpty();
    ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    return switch (java.util.Objects.requireNonNull(type)) {
      case FLOAT ->
          raw
              ? read(bytes, 4, b -> b.getFloat())
              : tensor.getFloatDataList().stream().mapToDouble(v -> v).toArray();
      case DOUBLE ->
          raw
              ? read(bytes, 8, ByteBuffer::getDouble)
              : tensor.getDoubleDataList().stream().mapToDouble(v -> v).toArray();
      case INT64 ->
          raw
              ? read(bytes, 8, b -> b.getLong())
              : tensor.getInt64DataList().stream().mapToDouble(v -> v).toArray();
      case INT32 ->
          raw
              ? read(bytes, 4, b -> b.getInt())
              : tensor.getInt32DataList().stream().mapToDouble(v -> v).toArray();
      case UINT8, BOOL ->
          raw
              ? read(bytes, 1, b -> b.get() & 0xFF)
              : tensor.getInt32DataList().stream().mapToDouble(v -> v).toArray();
      default ->
          throw new InputException(
              "The tensor '"
                  + tensor.getName()
                  + "' of the ONNX file is of the type "
                  + type
                  + ", which is not supported beside classic models.");
    };
  }

  private interface Reader {
    double next(ByteBuffer bytes);
  }

  private static double[] read(ByteBuffer bytes, int width, Reader reader) {
    double[] values = new double[bytes.remaining() / width];
    for (int i = 0; i < values.length; i++) {
      values[i] = reader.next(bytes);
    }
    return values;
  }
}
