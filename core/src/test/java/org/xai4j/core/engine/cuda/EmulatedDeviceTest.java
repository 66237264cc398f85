package org.xai4j.core.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.engine.DeviceEngine;
import org.xai4j.core.engine.Engines;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.Target;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.EnginePredictor;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** Whole networks and memory, with the kernels run by the emulated driver. */
class EmulatedDeviceTest {
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

  private static Tensor gradient(Device on, Network network, INDArray x) {
    Engine engine = new DeviceEngine(on.id(), List.of(on), 1 << 28);
    Propagation gradient = engine.propagation(network, Rules.GRADIENT);
    Tape tape = gradient.forward(gradient.device().of(x));
    return gradient.backward(tape, tape.output());
  }

  /** The kernels' arithmetic in double precision, beside which single precision only rounds. */
  @Test
  void networksAgreeWithTheReferenceInDoublePrecision() {
    for (Network golden : List.of(Goldens.cnn(), Goldens.mlp())) {
      Network network = golden.as(DataType.DOUBLE);
      long[] batch =
          LongStream.concat(LongStream.of(3), network.inputShape().stream().mapToLong(size -> size))
              .toArray();
      INDArray x = Draw.normal(1, batch);
      INDArray expected = gradient(Engines.reference(), network, x).array();
      double error = Goldens.error(expected, gradient(device, network, x).array());
      assertTrue(error <= 1e-12, network + ": " + error);
    }
  }

  @Test
  void memoryDoesNotGrow() {
    INDArray x = Draw.normal(2, 4, 50).castTo(DataType.FLOAT);
    long[] taken = new long[2];
    for (int call = 0; call < 10_000; call++) {
      Chunks.scoped(
          () -> {
            Tensor t = device.of(x);
            device.step(() -> new Tensor[] {t.add(1).mul(t).sum(1)})[0].release();
          });
      if (call == 10) {
        taken[0] = driver.taken();
      }
    }
    taken[1] = driver.taken();
    assertEquals(taken[0], taken[1]);
    device.pool().trim();
    assertTrue(driver.taken() < taken[0]);
  }

  @Test
  void unknownIdsAreRefused() {
    Embedding layer = new Embedding(Draw.normal(3, 5, 2).castTo(DataType.FLOAT), 0);
    Tensor ids = device.of(new float[] {0, 4, 2, 5}, 1, 4);
    InputException refused =
        assertThrows(InputException.class, () -> device.operator(layer).forward(ids));
    assertEquals("The token id 5.0 is not one of 0 to 4.", refused.getMessage());
    Tensor known = device.of(new float[] {3, 1}, 1, 2);
    INDArray expected =
        Engines.reference().operator(layer).forward(Engines.reference().of(known.array())).array();
    assertEquals(expected, device.operator(layer).forward(known).array());
  }

  @Test
  void guardedSoftmaxGivesZerosForMaskedLines() {
    INDArray x = Nd4j.valueArrayOf(new long[] {2, 3}, Double.NEGATIVE_INFINITY, DataType.FLOAT);
    x.putScalar(1, 0, 2).putScalar(1, 1, 2);
    INDArray y = device.operator(new Softmax(-1, false, true)).forward(device.of(x)).array();
    assertEquals(Nd4j.createFromArray(new float[][] {{0, 0, 0}, {0.5f, 0.5f, 0}}), y);
  }

  /** More cells than all threads at once have, and lines longer than a block. */
  @Test
  void threadsTakeMoreThanOneCell() {
    INDArray x = Draw.normal(4, 3, 70_001);
    Tensor exact = Engines.reference().of(x);
    Tensor t = device.of(x);
    double error = Goldens.error(exact.sum(1).array(), t.sum(1).array());
    assertTrue(error <= 1e-12, "sum: " + error);
    error = Goldens.error(exact.sum(0).array(), t.sum(0).array());
    assertTrue(error <= 1e-12, "sum of rows: " + error);
    assertEquals(exact.least(), t.least());
    error = Goldens.error(exact.permute(1, 0).array(), t.permute(1, 0).array());
    assertEquals(0, error);
  }

  /** Copies of a network's rows are made on its device, not here. */
  @Test
  void maskedCopiesAreMadeOnTheDevice() {
    Network network = Goldens.mlp();
    INDArray x = Goldens.first(Goldens.inputs("mlp", DataType.FLOAT), 2);
    Engine engine = new DeviceEngine("emulated", List.of(device), 1 << 28);
    Predictor scorer = new EnginePredictor(engine, network);
    Target.Resolved target = Target.argmax().resolve(scorer.predict(x), 0);
    Grouping grouping = FeatureGroups.none().of(Goldens.first(x, 1));
    Masking masking = new Masking(scorer, x, 0, x.ulike().assign(0), grouping, target);
    double[] removed =
        masking.steps(LongStream.range(0, x.size(1)).mapToInt(i -> (int) i).toArray(), 5, false, 2);
    double[] alone = masking.withoutEach();
    assertEquals(removed[0], alone[alone.length - 1], 1e-6);
    assertTrue(driver.ran().containsAll(List.of("masked", "flipped")));
    assertSame(device.fusion().getClass(), masking.fusion().getClass());
  }
}
