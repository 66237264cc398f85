package org.xai4j.core.importer.onnx.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import onnx.Onnx.TensorProto;
import org.bytedeco.javacpp.indexer.Bfloat16Indexer;
import org.bytedeco.javacpp.indexer.HalfIndexer;
import org.xai4j.core.run.InputException;

/** Reads the tensors stored in an ONNX file or in the data files beside it. */
public final class StoredTensors {
  private final DataFiles files;

  public StoredTensors(DataFiles files) {
    this.files = files;
  }

  public Value read(TensorProto tensor) {
    long[] shape = tensor.getDimsList().stream().mapToLong(d -> d).toArray();
    int count = Value.count(shape);
    Value.Kind kind =
        switch (type(tensor)) {
          case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> Value.Kind.REAL;
          case BOOL -> Value.Kind.BOOLEAN;
          case UINT8, INT8, UINT16, INT16, INT32, INT64, UINT32, UINT64 -> Value.Kind.INTEGER;
          default -> throw unsupported(tensor);
        };
    boolean external = tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    boolean raw = external || !tensor.getRawData().isEmpty();
    long there =
        external
            ? files.bytes(tensor).remaining()
            : raw ? tensor.getRawData().size() : listed(tensor);
    long needed = raw ? (long) count * width(tensor) : count;
    InputException.check(
        there == needed,
        "The tensor '%s' of the ONNX file should hold %d %s, %d are there; the file is damaged.",
        tensor.getName(),
        needed,
        raw ? "bytes" : "numbers",
        there);
    return Value.stored(
        kind, shape, () -> raw ? fromBytes(tensor, count, external) : fromList(tensor, count));
  }

  private static TensorProto.DataType type(TensorProto tensor) {
    TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
    if (type == null) {
      throw unsupported(tensor);
    }
    return type;
  }

  private static InputException unsupported(TensorProto tensor) {
    return new InputException(
        String.format(
            Locale.ROOT,
            "The tensor '%s' of the ONNX file has the element type %d, which is not supported;"
                + " export the model in float32.",
            tensor.getName(),
            tensor.getDataType()));
  }

  private static int width(TensorProto tensor) {
    return switch (type(tensor)) {
      case DOUBLE, INT64, UINT64 -> 8;
      case FLOAT, INT32, UINT32 -> 4;
      case FLOAT16, BFLOAT16, INT16, UINT16 -> 2;
      default -> 1;
    };
  }

  private static int listed(TensorProto tensor) {
    return switch (type(tensor)) {
      case FLOAT -> tensor.getFloatDataCount();
      case DOUBLE -> tensor.getDoubleDataCount();
      case INT64 -> tensor.getInt64DataCount();
      case UINT32, UINT64 -> tensor.getUint64DataCount();
      default -> tensor.getInt32DataCount();
    };
  }

  private Object fromBytes(TensorProto tensor, int count, boolean external) {
    ByteBuffer bytes =
        (external ? files.bytes(tensor) : tensor.getRawData().asReadOnlyByteBuffer())
            .order(ByteOrder.LITTLE_ENDIAN);
    TensorProto.DataType type = type(tensor);
    if (type == TensorProto.DataType.FLOAT) {
      return bytes.asFloatBuffer();
    }
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (type) {
            case DOUBLE -> bytes.getDouble();
            case FLOAT16 -> HalfIndexer.toFloat(bytes.getShort() & 0xFFFF);
            case BFLOAT16 -> Bfloat16Indexer.toFloat(bytes.getShort() & 0xFFFF);
            case INT64, UINT64 -> bytes.getLong();
            case INT32 -> bytes.getInt();
            case UINT32 -> bytes.getInt() & 0xFFFFFFFFL;
            case INT16 -> bytes.getShort();
            case UINT16 -> bytes.getShort() & 0xFFFF;
            case INT8 -> bytes.get();
            default -> bytes.get() & 0xFF;
          };
    }
    return values;
  }

  private static Object fromList(TensorProto tensor, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (type(tensor)) {
            case FLOAT -> tensor.getFloatData(i);
            case DOUBLE -> tensor.getDoubleData(i);
            case INT64 -> tensor.getInt64Data(i);
            case UINT32, UINT64 -> tensor.getUint64Data(i);
            case FLOAT16 -> HalfIndexer.toFloat(tensor.getInt32Data(i));
            case BFLOAT16 -> Bfloat16Indexer.toFloat(tensor.getInt32Data(i));
            default -> tensor.getInt32Data(i);
          };
    }
    return values;
  }
}
