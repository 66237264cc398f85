package org.xai4j.core.engine.cuda.driver;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.tensor.Rounding;

/** What a file of kernels is compiled for. */
public enum Arithmetic {
  /** Single precision. */
  FLOAT("float", ""),

  /** Double precision. */
  DOUBLE("double", ""),

  /** Single precision, factors of products rounded to TF32. */
  TF32("float", "ROUNDING=" + Rounding.TF32.bits()),

  /** Single precision, factors of products rounded to bfloat16. */
  BF16("float", "ROUNDING=" + Rounding.BF16.bits());

  private final String real;
  private final String rounding;

  Arithmetic(String real, String rounding) {
    this.real = real;
    this.rounding = rounding;
  }

  /**
   * Full precision.
   *
   * @param type FLOAT or DOUBLE
   * @return of that type
   */
  public static Arithmetic of(DataType type) {
    return type == DataType.DOUBLE ? DOUBLE : FLOAT;
  }

  /**
   * Single precision with rounded factors.
   *
   * @param rounding of the factors
   * @return the same
   */
  public static Arithmetic of(Rounding rounding) {
    return switch (rounding) {
      case TF32 -> TF32;
      case BF16 -> BF16;
    };
  }

  /**
   * What the compiler is told.
   *
   * @return definitions of macros, NAME=VALUE
   */
  public List<String> definitions() {
    String type = "REAL=" + real;
    return rounding.isEmpty() ? List.of(type) : List.of(type, rounding);
  }
}
