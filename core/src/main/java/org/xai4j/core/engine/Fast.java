package org.xai4j.core.engine;

/**
 * Exponential functions to about 1e-15, of the same bits on every machine and several times as fast
 * as {@link StrictMath}'s.
 */
public final class Fast {
  private static final double LOG2_E = 1.4426950408889634;
  private static final double LN2_HIGH = 0.6931471803691238;
  private static final double LN2_LOW = 1.9082149292705877e-10;

  private Fast() {}

  /**
   * eˣ: 2ⁿ times Taylor's series of the remainder.
   *
   * @param x any; beyond ±700 it counts as ±700
   * @return eˣ
   */
  public static double exp(double x) {
    double y = Math.max(-700, Math.min(700, x));
    double n = Math.rint(y * LOG2_E);
    double r = (y - n * LN2_HIGH) - n * LN2_LOW;
    double s = 1.0 / 479001600;
    s = s * r + 1.0 / 39916800;
    s = s * r + 1.0 / 3628800;
    s = s * r + 1.0 / 362880;
    s = s * r + 1.0 / 40320;
    s = s * r + 1.0 / 5040;
    s = s * r + 1.0 / 720;
    s = s * r + 1.0 / 120;
    s = s * r + 1.0 / 24;
    s = s * r + 1.0 / 6;
    s = s * r + 0.5;
    s = s * r + 1;
    s = s * r + 1;
    return s * Double.longBitsToDouble((long) (n + 1023) << 52);
  }

  /**
   * The hyperbolic tangent.
   *
   * @param x any
   * @return 1 − 2/(e²ˣ + 1)
   */
  public static double tanh(double x) {
    double t = 1 - 2 / (exp(2 * Math.abs(x)) + 1);
    return x < 0 ? -t : t;
  }

  /**
   * The logistic function.
   *
   * @param x any
   * @return 1/(1 + e⁻ˣ)
   */
  public static double sigmoid(double x) {
    return 1 / (1 + exp(-x));
  }
}
