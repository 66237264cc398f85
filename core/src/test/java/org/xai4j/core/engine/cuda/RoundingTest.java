package org.xai4j.core.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.engine.DeviceEngine;
import org.xai4j.core.engine.Engines;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Rounding;
import org.xai4j.core.testing.Goldens;

/** Factors rounded to TF32 and bfloat16, on the emulated device. */
class RoundingTest {
  private static EmulatedDriver driver;
  private static CudaDevice device;

  @BeforeAll
  static void begin() {
    Assumptions.assumeTrue(
        EmulatedProvider.available(), "there is no g++ or no JNA: the kernels are not tested");
    driver = new EmulatedDriver();
    device = new CudaDevice("emulated", driver);
  }

  @AfterAll
  static void end() {
    if (driver != null) {
      driver.close();
    }
  }

  /** To nearest, ties to even, by arithmetic in double precision. */
  private static float rounded(float x, int bits) {
    double step = Math.scalb(1.0, Math.getExponent(x) - bits);
    return (float) (Math.rint(x / step) * step);
  }

  @ParameterizedTest
  @EnumSource(Rounding.class)
  void factorsAreRoundedToNearest(Rounding rounding) {
    int bits = rounding.bits();
    float[] x = new float[300];
    Random random = new Random(3);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (random.nextGaussian() * Math.scalb(1.0, random.nextInt(40) - 20));
    }
    // Ties, above and below an even number, and one that carries into the exponent.
    x[0] = 1 + (float) Math.scalb(1.0, -bits - 1);
    x[1] = -1 - 3 * (float) Math.scalb(1.0, -bits - 1);
    x[2] = 2 - (float) Math.scalb(1.0, -bits - 1);
    x[3] = 0;
    // Each row of the product is one number and zeros.
    Device rounds = device.rounded(rounding).orElseThrow();
    Dense one = new Dense(Nd4j.ones(DataType.FLOAT, 1, 1), Nd4j.zeros(DataType.FLOAT, 1));
    float[] y = rounds.operator(one).forward(rounds.of(x, x.length, 1)).floats();
    for (int i = 0; i < x.length; i++) {
      assertEquals(rounded(x[i], bits), y[i], "of " + x[i]);
    }
    assertArrayEquals(x, device.operator(one).forward(device.of(x, x.length, 1)).floats());
    INDArray wide = Nd4j.create(new double[] {1 + Math.scalb(1.0, -40)}, new long[] {1, 1});
    Dense exact = new Dense(Nd4j.ones(DataType.DOUBLE, 1, 1), Nd4j.zeros(DataType.DOUBLE, 1));
    assertEquals(wide, rounds.operator(exact).forward(rounds.of(wide)).array());
  }

  private static INDArray[] run(Device on, Network network, INDArray x) {
    DeviceEngine engine = new DeviceEngine(on.id(), List.of(on), 1 << 28);
    Propagation gradient = engine.propagation(network, Rules.GRADIENT);
    Tape tape = gradient.forward(gradient.device().of(x));
    INDArray ones = tape.output().array().ulike().assign(1);
    return new INDArray[] {tape.output().array(), gradient.backward(tape, on.of(ones)).array()};
  }

  /** The length of the difference over that of the values. */
  private static double distance(INDArray expected, INDArray actual) {
    INDArray wide = actual.castTo(DataType.DOUBLE);
    return expected.sub(wide).norm2Number().doubleValue() / expected.norm2Number().doubleValue();
  }

  /**
   * What docs/gpu.md tells. A rectifier or a pooling window that turns the other way changes single
   * cells of a gradient by much, so that its largest error is no measure.
   */
  @ParameterizedTest
  @EnumSource(Rounding.class)
  void errorsOnTheGoldenNetworksAreSmall(Rounding rounding) {
    double[] limits =
        rounding == Rounding.TF32 ? new double[] {3e-3, 0.1} : new double[] {3e-2, 0.3};
    for (String name : List.of("cnn", "mlp", "lstm")) {
      Network network = Goldens.network(name);
      INDArray x = Goldens.inputs(name, DataType.FLOAT);
      INDArray[] expected =
          run(Engines.reference(), network.as(DataType.DOUBLE), x.castTo(DataType.DOUBLE));
      INDArray[] full = run(device, network, x);
      INDArray[] actual = run(device.rounded(rounding).orElseThrow(), network, x);
      for (int i = 0; i < 2; i++) {
        double error = distance(expected[i], actual[i]);
        String what = name + (i == 0 ? " scores" : " gradients");
        System.out.printf(
            "measured %s %s: %.1e (largest %.1e), float32 %.1e%n",
            rounding.id(),
            what,
            error,
            Goldens.error(expected[i], actual[i]),
            distance(expected[i], full[i]));
        assertTrue(error > 1e-5 && error < limits[i], what + ": " + error);
      }
    }
  }

  @Test
  void otherEnginesRefuse() {
    InputException refused = assertThrows(InputException.class, () -> Engines.of("nd4j-tf32"));
    assertEquals(
        "The engine nd4j does not round to tf32, which is for GPUs; use the precision float32 or"
            + " the engine cuda.",
        refused.getMessage());
    assertEquals("emulated-bf16", Engines.of("emulated-bf16").id());
    assertSame(device.rounded(Rounding.TF32).get(), device.rounded(Rounding.TF32).get());
  }
}
