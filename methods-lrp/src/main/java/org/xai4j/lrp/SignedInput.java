package org.xai4j.lrp;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An input split by sign, x = x⁺ + x⁻.
 *
 * @param positive x⁺
 * @param negative x⁻, nothing where no element is negative, as behind a rectifier
 */
record SignedInput(INDArray positive, @Nullable INDArray negative) {
  static SignedInput of(INDArray x) {
    if (x.minNumber().doubleValue() >= 0) {
      return new SignedInput(x, null);
    }
    INDArray positive = Linear.positive(x);
    return new SignedInput(positive, x.sub(positive));
  }
}
