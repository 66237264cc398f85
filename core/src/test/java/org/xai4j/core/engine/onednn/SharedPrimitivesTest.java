package org.xai4j.core.engine.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.testing.Draw;

/** Several threads inside one primitive give the bytes of one. */
class SharedPrimitivesTest {
  private static OneDnnDevice device() {
    var device = OneDnnDevice.find();
    Assumptions.assumeTrue(device.isPresent(), "oneDNN does not run on this machine");
    return (OneDnnDevice) device.orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "3, 32, 7, 2, 3, 1, 64",
    "64, 64, 3, 1, 1, 1, 28",
    "64, 64, 3, 2, 1, 1, 28",
    "64, 128, 1, 2, 0, 1, 28",
    "256, 64, 1, 1, 0, 1, 14",
    "128, 128, 3, 1, 1, 1, 7",
    "128, 128, 5, 1, 2, 128, 28"
  })
  void convolutions(long in, long out, int kernel, int stride, int pad, int groups, long size) {
    Convolution layer =
        new Convolution(
            single(1, out, in / groups, kernel, kernel),
            single(2, out),
            List.of(stride, stride),
            List.of(pad, pad, pad, pad),
            List.of(1, 1),
            groups);
    assertSame(layer, single(3, 1, in, size, size));
  }

  @ParameterizedTest
  @CsvSource({"1, 4096, 1024", "8, 768, 512", "197, 192, 192"})
  void products(long rows, long in, long out) {
    assertSame(new Dense(single(1, in, out), single(2, out)), single(3, rows, in));
  }

  @ParameterizedTest
  @CsvSource({"197, 64, 197", "64, 512, 64"})
  void productsOfComputedMatrices(long rows, long inner, long columns) {
    INDArray first = single(1, 1, 3, rows, inner);
    assertSame(new MatMul(false, true), first, single(2, 1, 3, columns, inner));
  }

  @ParameterizedTest
  @CsvSource({"GELU", "RELU", "HARD_SWISH"})
  void activations(Activation.Function function) {
    assertSame(Activation.of(function), single(1, 1, 64, 72, 71));
  }

  @Test
  void softmaxAndNormalisation() {
    assertSame(new Softmax(-1, false), single(1, 1, 9, 197, 197));
    assertSame(
        new BatchNormalization(
            single(1, 64), single(2, 64), single(3, 64), single(4, 64).mul(0).add(1), 1e-5, 1),
        single(5, 1, 64, 72, 71));
  }

  private static INDArray single(long seed, long... shape) {
    return Draw.normal(seed, shape).castTo(DataType.FLOAT);
  }

  private static void assertSame(Layer layer, INDArray... inputs) {
    OneDnnDevice device = device();
    Operator operator = device.operator(layer);
    float[][] alone = run(device, operator, 1, inputs);
    for (int threads : new int[] {2, 3, 4}) {
      float[][] shared = run(device, operator, threads, inputs);
      for (int i = 0; i < alone.length; i++) {
        assertArrayEquals(alone[i], shared[i], threads + " threads, result " + i);
      }
    }
  }

  /** Output and gradients. */
  private static float[][] run(
      OneDnnDevice device, Operator operator, int threads, INDArray... inputs) {
    float[][] results = new float[inputs.length + 1][];
    Chunks.run(
        1,
        new Execution(1, threads),
        (from, to) -> {
          assertEquals(threads, Chunks.spare());
          Tensor[] x = new Tensor[inputs.length];
          for (int i = 0; i < x.length; i++) {
            x[i] = device.of(inputs[i]);
          }
          Operator.Recorded recorded = operator.record(x);
          results[0] = recorded.output().floats();
          Tensor[] gradients = operator.gradient(x, recorded, recorded.output());
          for (int i = 0; i < x.length; i++) {
            results[i + 1] = gradients[i].floats();
          }
        });
    return results;
  }
}
