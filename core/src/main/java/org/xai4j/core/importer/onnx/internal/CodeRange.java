package org.xai4j.core.importer.onnx.internal;

import onnx.Onnx.TensorProto;
import org.xai4j.core.run.InputException;

/**
 * The codes that an element type of quantised numbers has.
 *
 * @param low smallest
 * @param high largest
 */
public record CodeRange(double low, double high) {
  /**
   * Of an element type.
   *
   * @param type its number in ONNX
   * @return the range
   * @throws InputException if the type is not one of integers of 8 or 16 bits
   */
  public static CodeRange of(int type) {
    return switch (type) {
      case 0, TensorProto.DataType.UINT8_VALUE -> new CodeRange(0, 255);
      case TensorProto.DataType.INT8_VALUE -> new CodeRange(-128, 127);
      case TensorProto.DataType.UINT16_VALUE -> new CodeRange(0, 65_535);
      case TensorProto.DataType.INT16_VALUE -> new CodeRange(-32_768, 32_767);
      default ->
          throw new InputException(
              "quantises to the element type "
                  + type
                  + " of ONNX; integers of 8 and 16 bits are supported");
    };
  }
}
