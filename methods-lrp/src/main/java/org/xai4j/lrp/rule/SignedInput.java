package org.xai4j.lrp.rule;

import org.jspecify.annotations.Nullable;
import org.xai4j.core.tensor.Tensor;

/**
 * An input split by sign, x = x⁺ + x⁻.
 *
 * @param positive x⁺
 * @param negative x⁻, nothing where no element is negative, as behind a rectifier
 */
record SignedInput(Tensor positive, @Nullable Tensor negative) {
  static SignedInput of(Tensor x) {
    if (x.least() >= 0) {
      return new SignedInput(x, null);
    }
    Tensor[] parts = x.device().fusion().parts(x);
    return new SignedInput(parts[0], parts[1]);
  }
}
