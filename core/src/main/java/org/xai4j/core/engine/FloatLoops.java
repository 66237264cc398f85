package org.xai4j.core.engine;

/**
 * Loops over single-precision arrays in a form the Java compiler turns into vector instructions:
 * where there are several arrays, all start at 0.
 */
final class FloatLoops {
  /** Where tanh is ±1 in single precision. */
  private static final float LARGE = 9.1f;

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
