package org.xai4j.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.run.SplitRandom;

/** The vector loops of activations against double precision, over all magnitudes. */
class FloatFunctionTest {
  private static final int LENGTH = 40_000;

  private static float[] arguments() {
    SplitRandom random = SplitRandom.of(5);
    float[] x = new float[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      double spread = Math.pow(10, random.nextInt(7) - 4);
      x[i] = (float) (random.nextGaussian() * spread);
    }
    x[0] = 0;
    x[1] = -0f;
    x[2] = 3;
    x[3] = -3;
    x[4] = 1e30f;
    x[5] = -1e30f;
    return x;
  }

  @ParameterizedTest
  @EnumSource(Activation.Function.class)
  void agreesWithDoublePrecision(Activation.Function function) {
    double alpha = function == Activation.Function.CLIP ? -0.75 : 0.25;
    Activation layer = new Activation(function, alpha, 0.5);
    FloatFunction.of(layer).ifPresent(loops -> agrees(loops, Scalar.of(layer)));
  }

  private static void agrees(FloatFunction loops, Scalar exact) {
    float[] x = arguments();
    float[] value = new float[LENGTH];
    float[] slope = new float[LENGTH];
    loops.value().run(x, value, LENGTH);
    loops.slope().run(x, slope, LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      double size = Math.max(1, Math.abs(x[i]));
      assertEquals(exact.value(x[i]), value[i], 1e-6 * size, "value at " + x[i]);
      assertEquals(exact.slope(x[i]), slope[i], 2e-6, "slope at " + x[i]);
    }
  }

  @Test
  void notANumberStaysOne() {
    for (Activation.Function function : Activation.Function.values()) {
      FloatFunction.of(new Activation(function, 0.25, 0.5))
          .ifPresent(
              loops -> {
                float[] y = new float[1];
                loops.value().run(new float[] {Float.NaN}, y, 1);
                assertTrue(Float.isNaN(y[0]), function.name());
              });
    }
  }

  @Test
  void exponentialIsExactToRounding() {
    int n = 175_000;
    float[] x = new float[n];
    float[] y = new float[n];
    for (int i = 0; i < n; i++) {
      x[i] = -87 + i * 1e-3f;
    }
    FloatLoops.exp(x, y, n);
    for (int i = 0; i < n; i++) {
      assertEquals(1, y[i] / Math.exp(x[i]), 3e-7, "exp " + x[i]);
    }
    assertEquals(1, FloatFunctionTest.sigmoid(-30) * (1 + Math.exp(30)), 1e-6, "far from zero");
  }

  private static double sigmoid(float x) {
    float[] y = new float[1];
    FloatFunction.of(Activation.of(Activation.Function.SIGMOID))
        .orElseThrow()
        .value()
        .run(new float[] {x}, y, 1);
    return y[0];
  }
}
