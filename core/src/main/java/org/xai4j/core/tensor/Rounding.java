package org.xai4j.core.tensor;

import java.util.Locale;

/**
 * What the factors of products and convolutions of FLOAT tensors are rounded to, to the nearest and
 * ties to even. Their products are exact and are added up in single precision; everything else, and
 * DOUBLE, is as it was.
 */
public enum Rounding {
  /** NVIDIA's TensorFloat-32: 10 bits of the mantissa's 23. */
  TF32(10),

  /** bfloat16: 7 bits. */
  BF16(7);

  private final int bits;

  Rounding(int bits) {
    this.bits = bits;
  }

  /**
   * What stays of the mantissa.
   *
   * @return bits behind the leading one
   */
  public int bits() {
    return bits;
  }

  /**
   * The name on the command line.
   *
   * @return {@code tf32} or {@code bf16}
   */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
