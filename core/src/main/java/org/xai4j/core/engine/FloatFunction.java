package org.xai4j.core.engine;

import java.util.Optional;
import org.xai4j.core.layer.Activation;

/**
 * An activation and its slope over single-precision arrays, in loops the Java compiler turns into
 * vector instructions: none of them branches. Within 10⁻⁶ of double precision, relative to what the
 * function is made of; where a slope jumps, its value is that to the left.
 *
 * @param value into = f(x)
 * @param slope into = f′(x)
 */
record FloatFunction(Loop value, Loop slope) {
  private static final float ROOT_2_OVER_PI = 0.7978846f;
  private static final float CUBIC = 0.044715f;
  private static final float DENSITY = 0.3989423f;
  private static final float SELU_SCALE = 1.050701f;
  private static final float SELU_ALPHA = 1.6732632f;

  /** Runs over the start of two different arrays. */
  @FunctionalInterface
  interface Loop {
    void run(float[] x, float[] into, int length);
  }

  /** The function of a layer, if it is one of these. */
  static Optional<FloatFunction> of(Activation layer) {
    float a = (float) layer.alpha();
    float b = (float) layer.beta();
    return Optional.ofNullable(
        switch (layer.function()) {
          case SIGMOID -> new FloatFunction(FloatFunction::sigmoid, FloatFunction::sigmoidSlope);
          case TANH -> new FloatFunction(FloatFunction::tanh, FloatFunction::tanhSlope);
          case SOFTPLUS -> new FloatFunction(FloatFunction::softplus, FloatFunction::sigmoid);
          case SOFTSIGN -> new FloatFunction(FloatFunction::softsign, FloatFunction::softsignSlope);
          case SILU -> new FloatFunction(FloatFunction::silu, FloatFunction::siluSlope);
          case GELU -> new FloatFunction(FloatFunction::gelu, FloatFunction::geluSlope);
          case GELU_TANH ->
              new FloatFunction(FloatFunction::geluTanh, FloatFunction::geluTanhSlope);
          case ELU -> exponential(1, a, 1);
          case SELU -> exponential(SELU_SCALE, SELU_SCALE * SELU_ALPHA, 1);
          case CELU -> exponential(1, a, 1 / a);
          case LEAKY_RELU ->
              new FloatFunction(
                  (x, into, n) -> leaky(x, a, into, n), (x, into, n) -> leakySlope(x, a, into, n));
          case HARD_SIGMOID ->
              new FloatFunction(
                  (x, into, n) -> clip(x, a, b, 0, 1, into, n),
                  (x, into, n) -> clipSlope(x, a, b, 0, 1, into, n));
          case CLIP ->
              new FloatFunction(
                  (x, into, n) -> clip(x, 1, 0, a, b, into, n),
                  (x, into, n) -> clipSlope(x, 1, 0, a, b, into, n));
          case HARD_SWISH ->
              new FloatFunction(FloatFunction::hardSwish, FloatFunction::hardSwishSlope);
          case ABS -> new FloatFunction(FloatFunction::abs, FloatFunction::sign);
          default -> null;
        });
  }

  /** 1 for x > 0, else 0 (in between for numbers below the smallest normal one). */
  private static float step(float x) {
    return Math.max(0, Math.min(1, x * 3e38f));
  }

  private static void sigmoid(float[] x, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = -x[i];
    }
    FloatLoops.exp(into, into, length);
    for (int i = 0; i < length; i++) {
      into[i] = 1 / (1 + into[i]);
    }
  }

  /** σ(1 − σ) = e/(1 + e)² with e = exp(−|x|). */
  private static void sigmoidSlope(float[] x, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = -Math.abs(x[i]);
    }
    FloatLoops.exp(into, into, length);
    for (int i = 0; i < length; i++) {
      float sum = 1 + into[i];
      into[i] = into[i] / (sum * sum);
    }
  }

  private static void tanh(float[] x, float[] into, int length) {
    FloatLoops.tanh(x, into, length);
    for (int i = 0; i < length; i++) {
      into[i] = Math.max(-1, Math.min(1, into[i]));
    }
  }

  /** 1 − tanh² x = 4e/(1 + e)² with e = exp(−2|x|). */
  private static void tanhSlope(float[] x, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = -2 * Math.abs(x[i]);
    }
    FloatLoops.exp(into, into, length);
    for (int i = 0; i < length; i++) {
      float sum = 1 + into[i];
      into[i] = 4 * into[i] / (sum * sum);
    }
  }

  /** max(x, 0) + log(1 + e) with e = exp(−|x|); the logarithm is a fitted e·P(e)/Q(e). */
  private static void softplus(float[] x, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = -Math.abs(x[i]);
    }
    FloatLoops.exp(into, into, length);
    for (int i = 0; i < length; i++) {
      float e = into[i];
      float p = Math.fma(Math.fma(0.123764366f, e, 0.86719364f), e, 1);
      float q = Math.fma(Math.fma(Math.fma(0.031094564f, e, 0.47405902f), e, 1.3671917f), e, 1);
      into[i] = Math.max(x[i], 0) + e * p / q;
    }
  }

  private static void softsign(float[] x, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = x[i] / (1 + Math.abs(x[i]));
    }
  }

  private static void softsignSlope(float[] x, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      float d = 1 + Math.abs(x[i]);
      into[i] = 1 / (d * d);
    }
  }

  private static void silu(float[] x, float[] into, int length) {
    sigmoid(x, into, length);
    for (int i = 0; i < length; i++) {
      into[i] *= x[i];
    }
  }

  private static void siluSlope(float[] x, float[] into, int length) {
    sigmoid(x, into, length);
    for (int i = 0; i < length; i++) {
      into[i] = into[i] * (1 + x[i] * (1 - into[i]));
    }
  }

  private static void gelu(float[] x, float[] into, int length) {
    FloatLoops.normal(x, into, length);
    for (int i = 0; i < length; i++) {
      into[i] *= x[i];
    }
  }

  /** Φ(x) + x·φ(x). */
  private static void geluSlope(float[] x, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = -0.5f * x[i] * x[i];
    }
    FloatLoops.exp(into, into, length);
    float[] normal = new float[length];
    FloatLoops.normal(x, normal, length);
    for (int i = 0; i < length; i++) {
      into[i] = normal[i] + DENSITY * x[i] * into[i];
    }
  }

  private static void geluTanh(float[] x, float[] into, int length) {
    bend(x, into, length);
    tanh(into, into, length);
    for (int i = 0; i < length; i++) {
      into[i] = 0.5f * x[i] * (1 + into[i]);
    }
  }

  private static void geluTanhSlope(float[] x, float[] into, int length) {
    float[] bent = new float[length];
    bend(x, bent, length);
    tanhSlope(bent, into, length);
    tanh(bent, bent, length);
    for (int i = 0; i < length; i++) {
      float y = Math.max(-10, Math.min(10, x[i]));
      float inner = ROOT_2_OVER_PI * (1 + 3 * CUBIC * y * y);
      into[i] = 0.5f * (1 + bent[i]) + 0.5f * y * into[i] * inner;
    }
  }

  /** The argument of tanh in GELU's approximation; beyond ±10 it makes no difference. */
  private static void bend(float[] x, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      float y = Math.max(-10, Math.min(10, x[i]));
      into[i] = ROOT_2_OVER_PI * (y + CUBIC * y * y * y);
    }
  }

  /** s·x for x ≥ 0, else a·(exp(r·x) − 1). */
  private static FloatFunction exponential(float s, float a, float r) {
    return new FloatFunction(
        (x, into, n) -> {
          below(x, r, into, n);
          elu(x, s, a, into, n);
        },
        (x, into, n) -> {
          below(x, r, into, n);
          eluSlope(x, s, a * r, into, n);
        });
  }

  /** exp(min(r·x, 0)). */
  private static void below(float[] x, float r, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = Math.min(r * x[i], 0);
    }
    FloatLoops.exp(into, into, length);
  }

  private static void elu(float[] x, float s, float a, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = s * Math.max(x[i], 0) + a * (into[i] - 1);
    }
  }

  private static void eluSlope(float[] x, float s, float a, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      float positive = step(x[i]);
      into[i] = positive * s + (1 - positive) * a * into[i];
    }
  }

  private static void leaky(float[] x, float a, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = Math.max(x[i], 0) + a * Math.min(x[i], 0);
    }
  }

  private static void leakySlope(float[] x, float a, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      float positive = step(x[i]);
      into[i] = positive + (1 - positive) * a;
    }
  }

  /** min(max(a·x + b, low), high). */
  private static void clip(
      float[] x, float a, float b, float low, float high, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = Math.min(Math.max(a * x[i] + b, low), high);
    }
  }

  private static void clipSlope(
      float[] x, float a, float b, float low, float high, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      float z = a * x[i] + b;
      into[i] = a * step(z - low) * (1 - step(z - high));
    }
  }

  private static void hardSwish(float[] x, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = x[i] * Math.min(Math.max(x[i] / 6 + 0.5f, 0), 1);
    }
  }

  private static void hardSwishSlope(float[] x, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      float y = Math.max(-4, Math.min(4, x[i]));
      float above = step(y - 3);
      into[i] = step(y + 3) * (1 - above) * (y / 3 + 0.5f) + above;
    }
  }

  private static void abs(float[] x, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = Math.abs(x[i]);
    }
  }

  private static void sign(float[] x, float[] into, int length) {
    for (int i = 0; i < length; i++) {
      into[i] = 2 * step(x[i]) - 1;
    }
  }
}
