package org.xai4j.core.engine;

/**
 * Loops over single-precision arrays in a form the Java compiler turns into vector instructions:
 * where there are several arrays, all start at 0.
 */
final class FloatLoops {
  /** Where tanh is ±1 in single precision. */
  private static final float LARGE = 9.1f;

  private static final float LOG2_E = 1.442695f;

  /** The logarithm of 2 in two parts, the first of few bits: n times it is exact. */
  private static final float LN_2_HIGH = 0.6933594f;

  private static final float LN_2_LOW = -2.1219444e-4f;
  private static final float ROUNDER = 12582912f;
  private static final int ONE_BITS = Float.floatToIntBits(1);

  private FloatLoops() {}

  /**
   * The hyperbolic tangent, within 4·10⁻⁷: x·P(x²)/Q(x²) with P and Q of degree four, fitted so
   * that the largest relative error is least.
   *
   * @param into may be the values themselves
   */
  static void tanh(float[] values, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = Math.max(-LARGE, Math.min(LARGE, values[i]));
    }
    for (int i = 0; i < length; i++) {
      float x = into[i];
      float s = x * x;
      float p = Math.fma(1.31775115e-8f, s, 2.0481177e-5f);
      p = Math.fma(Math.fma(Math.fma(p, s, 3.4878103e-3f), s, 0.13374475f), s, 1);
      float q = Math.fma(7.7040414e-7f, s, 3.2729193e-4f);
      q = Math.fma(Math.fma(Math.fma(q, s, 2.5847387e-2f), s, 0.46707788f), s, 1);
      into[i] = x * p / q;
    }
  }

  /**
   * The exponential function of values between −87 and 88, which others are taken to: 2ⁿ·eʳ with
   * the nearest whole n and a fitted polynomial for eʳ. Within 2·10⁻⁷ of the result.
   *
   * @param into may be the values themselves
   */
  static void exp(float[] values, float[] into, int length) {
    float[] rounded = Scratch.floats(length);
    for (int i = 0; i < length; i++) {
      float y = Math.max(-87, Math.min(88, values[i]));
      into[i] = y;
      // Adding 1.5·2²³ leaves the nearest whole number in the low bits.
      rounded[i] = Math.fma(y, LOG2_E, ROUNDER);
    }
    for (int i = 0; i < length; i++) {
      float n = rounded[i] - ROUNDER;
      float r = Math.fma(n, -LN_2_LOW, Math.fma(n, -LN_2_HIGH, into[i]));
      float p = Math.fma(Math.fma(1.390131e-3f, r, 8.3632e-3f), r, 4.1666854e-2f);
      p = Math.fma(Math.fma(Math.fma(p, r, 0.16666576f), r, 0.5f), r, 1);
      into[i] = Math.fma(p, r, 1);
    }
    powers(rounded, length);
    for (int i = 0; i < length; i++) {
      into[i] *= rounded[i];
    }
  }

  /** From numbers shifted by the rounder to their powers of two, by way of their bits. */
  private static void powers(float[] rounded, int length) {
    int[] bits = Scratch.bitsOf(rounded, length);
    for (int i = 0; i < length; i++) {
      bits[i] = (bits[i] << 23) + ONE_BITS;
    }
    Scratch.fromBits(bits, rounded, length);
  }

  /**
   * The normal distribution function Φ, within 4·10⁻⁷: ½ + x·P(x²)/Q(x²), fitted like {@link #tanh}
   * and stretched by a little so that it reaches 0 and 1.
   */
  static void normal(float[] values, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      float x = Math.max(-5.3f, Math.min(5.3f, values[i]));
      float s = x * x;
      float p = Math.fma(Math.fma(5.716551e-6f, s, 3.1115077e-4f), s, 5.513435e-3f);
      p = x * Math.fma(Math.fma(p, s, 4.944544e-2f), s, 0.3989422f);
      float q = Math.fma(Math.fma(4.8877564e-7f, s, 1.1092428e-4f), s, 2.694469e-3f);
      q = Math.fma(Math.fma(Math.fma(q, s, 3.726111e-2f), s, 0.29060537f), s, 1);
      into[i] = p / q;
    }
    for (int i = 0; i < length; i++) {
      into[i] = 0.5f + Math.max(-0.5f, Math.min(0.5f, into[i] * 1.0000005f));
    }
  }

  /** a *= b. */
  static void times(float[] a, float[] b, int length) {
    for (int i = 0; i < length; i++) {
      a[i] *= b[i];
    }
  }

  /** sum += a·p + b·q + c·r + d·s. */
  static void addFour(
      float[] sum,
      float[] p,
      float[] q,
      float[] r,
      float[] s,
      float a,
      float b,
      float c,
      float d,
      int length) {
    for (int i = 0; i < length; i++) {
      float low = Math.fma(c, r[i], Math.fma(d, s[i], sum[i]));
      sum[i] = Math.fma(a, p[i], Math.fma(b, q[i], low));
    }
  }

  /** sum += a·p. */
  static void add(float[] sum, float[] p, float a, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] = Math.fma(a, p[i], sum[i]);
    }
  }

  /** The largest of four values and zero. */
  static void largest(float[] p, float[] q, float[] r, float[] s, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      float largest = Math.max(Math.max(p[i], q[i]), Math.max(r[i], s[i]));
      into[i] = Math.max(largest, 0);
    }
  }

  /** The values where whole, not negative numbers equal a given one, zero elsewhere. */
  static void where(float[] numbers, float number, float[] values, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = values[i] * Math.max(1 - Math.abs(numbers[i] - number), 0);
    }
  }

  /** max(x, 0) in place. */
  static void rectify(float[] values, int length) {
    for (int i = 0; i < length; i++) {
      values[i] = Math.max(values[i], 0);
    }
  }

  /** The bits of values where those of numbers that are not negative are positive, else zero. */
  static void whereBits(int[] numbers, int[] values, int length) {
    for (int i = 0; i < length; i++) {
      values[i] &= -numbers[i] >> 31;
    }
  }
}
