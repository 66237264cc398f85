package org.xai4j.core.engine;

/**
 * Loops over single-precision arrays in a form the Java compiler turns into vector instructions:
 * where there are several arrays, all start at 0.
 */
final class FloatLoops {
  /**
   * Beyond this the rational function leaves ±1; far beyond where tanh is ±1 in single precision.
   */
  private static final float LARGE = 60;

  private FloatLoops() {}

  /**
   * Replaces values by their hyperbolic tangent, within 4·10⁻⁷: Lambert's continued fraction for
   * x/8, then three times tanh 2u = 2·tanh u/(1 + tanh² u).
   */
  static void tanh(float[] values, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (!(Math.abs(values[i]) <= LARGE)) {
        values[i] = (float) Math.tanh(values[i]) * LARGE;
      }
    }
    for (int i = from; i < from + length; i++) {
      float x = values[i] * 0.125f;
      float s = x * x;
      float p = x * (135135f + s * (17325f + s * (378f + s)));
      float q = 135135f + s * (62370f + s * (3150f + s * 28f));
      float t = p / q;
      t = 2 * t / (1 + t * t);
      t = 2 * t / (1 + t * t);
      values[i] = 2 * t / (1 + t * t);
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
}
