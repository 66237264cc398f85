package org.xai4j.core.engine;

/** Loops over gates ½ + ½·tanh(a), given as tanh(a). */
final class FloatGates {
  private FloatGates() {}

  /** What a gate lets through. */
  static void opened(float[] gate, float[] values, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] = (0.5f + 0.5f * gate[k]) * values[k];
    }
  }

  /** Adds what a gate lets through. */
  static void add(float[] gate, float[] values, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] += (0.5f + 0.5f * gate[k]) * values[k];
    }
  }

  /** The gradient d·values by a gate times the gate's slope by a, ½·(1 − tanh² a). */
  static void slope(float[] d, float[] values, float[] gate, float[] into, int length) {
    for (int k = 0; k < length; k++) {
      into[k] = d[k] * values[k] * (0.5f - 0.5f * gate[k] * gate[k]);
    }
  }
}
