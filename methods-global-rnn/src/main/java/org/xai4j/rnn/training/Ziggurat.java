package org.xai4j.rnn.training;

import org.xai4j.core.run.SplitRandom;

/**
 * Standard normal values by the ziggurat (Marsaglia and Tsang 2000, "The ziggurat method for
 * generating random variables") with 256 layers, in the form that draws layer and place from
 * separate bits (Doornik 2005).
 */
final class Ziggurat {
  private static final int LAYERS = 256;

  /** Right end of the lowest layer and the area of each layer. */
  private static final double END = 3.654152885361009;

  private static final double AREA = 0.00492867323399;
  private static final double[] X = new double[LAYERS + 1];
  private static final double[] RATIO = new double[LAYERS];

  static {
    double f = StrictMath.exp(-0.5 * END * END);
    X[0] = AREA / f;
    X[1] = END;
    for (int i = 2; i < LAYERS; i++) {
      X[i] = StrictMath.sqrt(-2 * StrictMath.log(AREA / X[i - 1] + f));
      f = StrictMath.exp(-0.5 * X[i] * X[i]);
    }
    X[LAYERS] = 0;
    for (int i = 0; i < LAYERS; i++) {
      RATIO[i] = X[i + 1] / X[i];
    }
  }

  private Ziggurat() {}

  /** A draw from N(0, 1). */
  static double next(SplitRandom random) {
    while (true) {
      long bits = random.nextLong();
      int i = (int) (bits & (LAYERS - 1));
      double u = (bits >> 10) * 0x1.0p-53;
      if (Math.abs(u) < RATIO[i]) {
        return u * X[i];
      }
      if (i == 0) {
        return u < 0 ? -tail(random) : tail(random);
      }
      double x = u * X[i];
      double high = StrictMath.exp(-0.5 * (X[i] * X[i] - x * x));
      double low = StrictMath.exp(-0.5 * (X[i + 1] * X[i + 1] - x * x));
      if (low + random.nextDouble() * (high - low) < 1) {
        return x;
      }
    }
  }

  /** Beyond the lowest layer (Marsaglia 1964). */
  private static double tail(SplitRandom random) {
    while (true) {
      double x = -StrictMath.log(1 - random.nextDouble()) / END;
      double y = -StrictMath.log(1 - random.nextDouble());
      if (2 * y > x * x) {
        return END + x;
      }
    }
  }
}
