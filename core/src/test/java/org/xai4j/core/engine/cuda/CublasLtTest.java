package org.xai4j.core.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Engines;
import org.xai4j.core.engine.cuda.driver.DriverException;
import org.xai4j.core.engine.cuda.library.CublasLt;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** Products by a library that computes what the arguments of its calls say. */
class CublasLtTest {
  private EmulatedDriver driver;
  private CudaDevice device;
  private FakeLt fake;
  private CublasLt library;

  @BeforeEach
  void begin() {
    Assumptions.assumeTrue(
        EmulatedProvider.available(), "there is no g++ or no JNA: the kernels are not tested");
    driver = new EmulatedDriver();
    device = new CudaDevice("emulated", driver);
    fake = new FakeLt();
    library = new CublasLt(fake, 0, 0);
    driver.use(library);
  }

  @AfterEach
  void end() {
    if (driver != null) {
      library.close();
      assertEquals(0, fake.open());
      driver.close();
    }
  }

  /** The output and the gradients of its sum of squares, in a type. */
  private static INDArray[] run(Device on, DataType type, Layer layer, INDArray... inputs) {
    Tensor[] x = new Tensor[inputs.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = on.of(inputs[i].castTo(type));
    }
    Operator operator = on.operator(layer);
    Operator.Recorded recorded = operator.record(x);
    Tensor[] gradients = operator.gradient(x, recorded, recorded.output());
    INDArray[] all = new INDArray[1 + gradients.length];
    all[0] = recorded.output().array();
    for (int i = 0; i < gradients.length; i++) {
      all[1 + i] = gradients[i].array();
    }
    return all;
  }

  private void assertRight(DataType type, Layer exact, Layer layer, INDArray... inputs) {
    INDArray[] expected = run(Engines.reference(), DataType.DOUBLE, exact, inputs);
    INDArray[] actual = run(device, type, layer, inputs);
    for (int i = 0; i < expected.length; i++) {
      double error = Goldens.error(expected[i], actual[i]);
      assertTrue(error <= (type == DataType.FLOAT ? 1e-6 : 1e-12), layer + ": " + error);
    }
  }

  @Test
  void matricesLieRowByRow() {
    long[][] first = {{3, 4}, {4, 3}};
    long[][] second = {{4, 5}, {5, 4}};
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      for (int t = 0; t < 4; t++) {
        MatMul layer = new MatMul(t % 2 == 1, t / 2 == 1);
        INDArray a = Draw.normal(t, first[t % 2]);
        INDArray b = Draw.normal(t + 10, second[t / 2]);
        assertRight(type, layer, layer, a, b);
        // Six products at once.
        assertRight(
            type,
            layer,
            layer,
            Draw.normal(t, 2, 3, first[t % 2][0], first[t % 2][1]),
            Draw.normal(t + 20, 2, 3, second[t / 2][0], second[t / 2][1]));
      }
    }
    assertEquals(2 * 4 * 2 * 3, fake.products);
    assertFalse(driver.ran().contains("product"));
  }

  @Test
  void biasesBelongToColumns() {
    INDArray weights = Draw.normal(1, 6, 5);
    INDArray bias = Draw.normal(2, 5);
    INDArray x = Draw.normal(3, 7, 6);
    Dense exact = new Dense(weights, bias);
    Dense single = new Dense(weights.castTo(DataType.FLOAT), bias.castTo(DataType.FLOAT));
    assertRight(DataType.FLOAT, exact, single, x);
    assertEquals(2, fake.products);
    assertFalse(driver.ran().contains("product"));
    // The library has no way for this: a kernel does it, the gradient without bias goes on there.
    assertRight(DataType.DOUBLE, exact, exact, x);
    assertEquals(3, fake.products);
    assertTrue(driver.ran().contains("product"));
  }

  @Test
  void stretchedFactorsAreLeftToTheKernel() {
    MatMul layer = new MatMul(false, false);
    Tensor a = device.of(Draw.normal(1, 2, 3, 4));
    Tensor b = device.of(Draw.normal(2, 1, 4, 5));
    Tensor out = device.operator(layer).forward(a, b);
    INDArray expected =
        Engines.reference()
            .operator(layer)
            .forward(Engines.reference().of(a.array()), Engines.reference().of(b.array()))
            .array();
    assertTrue(Goldens.error(expected, out.array()) <= 1e-12);
    assertEquals(0, fake.products);
  }

  @Test
  void plansAreKeptUpToALimit() {
    Dense layer =
        new Dense(
            Draw.normal(1, 3, 2).castTo(DataType.FLOAT), Draw.normal(2, 2).castTo(DataType.FLOAT));
    Operator operator = device.operator(layer);
    for (int call = 0; call < 1_000; call++) {
      operator.forward(device.filled(DataType.FLOAT, 1, 1 + call % 400, 3));
    }
    // A handle; a description and three layouts each.
    assertEquals(1 + 4 * 256, fake.open());
    int made = fake.open();
    operator.forward(device.filled(DataType.FLOAT, 1, 200, 3));
    assertEquals(made, fake.open());
  }

  @Test
  void failuresAreTold() {
    fake.refuses = 13;
    Operator operator = device.operator(new MatMul(false, false));
    Tensor x = device.filled(DataType.FLOAT, 1, 2, 2);
    DriverException failure = assertThrows(DriverException.class, () -> operator.forward(x, x));
    assertEquals("cuBLASLt refuses cublasLtMatmul: error 13", failure.getMessage());
  }
}
