package org.xai4j.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FastTest {
  @Test
  void fastFunctionsAreExact() {
    for (double x = -40; x <= 40; x += 0.0137) {
      assertEquals(1, Fast.exp(x) / StrictMath.exp(x), 4e-15);
      assertEquals(StrictMath.tanh(x), Fast.tanh(x), 1e-15);
      assertEquals(1 / (1 + StrictMath.exp(-x)), Fast.sigmoid(x), 1e-15);
    }
  }
}
