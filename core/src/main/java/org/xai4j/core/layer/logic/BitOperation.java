package org.xai4j.core.layer.logic;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.Broadcasting;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.run.InputException;

/**
 * Combines the bits of two integers, element by element, with broadcasting. Broken parts are cut
 * off. The output is constant nearly everywhere, so that nothing passes back through it.
 *
 * @param kind what is done with the bits
 * @param width bits of an integer, 8 to 64
 * @param signed whether integers may be negative, in two's complement
 */
public record BitOperation(Kind kind, int width, boolean signed) implements CustomLayer {
  /** Integers beyond are not all held by double and single precision. */
  private static final double EXACT = 0x1p53;

  private static final double EXACT_SINGLE = 0x1p24;

  /** What is done with the bits. */
  public enum Kind {
    /** 1 where both bits are. */
    AND,
    /** 1 where one bit is, or both. */
    OR,
    /** 1 where the bits differ. */
    XOR,
    /** Moved towards the higher bits by the second integer; 0 for a shift out of 0 … width − 1. */
    LEFT,
    /**
     * Moved towards the lower bits, where the sign fills up; 0 or −1 for a shift out of 0 … width −
     * 1.
     */
    RIGHT
  }

  @Override
  public long[] outputShape(long[]... inputs) {
    return Broadcasting.shape(inputs);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    long[] wide = outputShape(inputs[0].shape(), inputs[1].shape());
    int[] first = Broadcasting.places(inputs[0].shape(), wide);
    int[] second = Broadcasting.places(inputs[1].shape(), wide);
    double[] a = whole(inputs[0]);
    double[] b = whole(inputs[1]);
    double[] out = new double[first.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = combined((long) a[first[i]], (long) b[second[i]]);
    }
    return NdArrays.array(inputs[0].dataType(), out, wide);
  }

  private static double[] whole(INDArray array) {
    boolean single = array.dataType() == DataType.FLOAT;
    double[] all = NdArrays.doubles(array);
    for (double d : all) {
      InputException.check(
          Math.abs(d) <= (single ? EXACT_SINGLE : EXACT),
          "The model takes the bits of %s, which %s precision does not hold exactly%s.",
          d,
          single ? "single" : "double",
          single ? "; use --precision float64" : "");
    }
    return all;
  }

  private double combined(long a, long b) {
    boolean out = b < 0 || b >= width;
    return switch (kind) {
      case AND -> cut(a & b);
      case OR -> cut(a | b);
      case XOR -> cut(a ^ b);
      case LEFT -> out ? 0 : cut(a << b);
      case RIGHT -> out ? (a < 0 ? -1 : 0) : cut(a >> b);
    };
  }

  /** The number that the lowest bits are. */
  private double cut(long bits) {
    int above = Long.SIZE - width;
    if (signed) {
      return bits << above >> above;
    }
    long low = bits << above >>> above;
    return low >= 0 ? low : low + 0x1p64;
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    INDArray[] none = new INDArray[inputs.length];
    for (int i = 0; i < none.length; i++) {
      double[] zeros = new double[(int) inputs[i].length()];
      none[i] = NdArrays.array(signal.dataType(), zeros, inputs[i].shape());
    }
    return none;
  }
}
