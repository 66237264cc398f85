package org.xai4j.core.engine.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.testing.Draw;

/** Convolutions by minimal filtering beside those by the definition. */
class WinogradTest {
  private static final OneDnnDevice DEVICE =
      (OneDnnDevice) new OneDnnProvider().find().orElseThrow();

  /** Operations of a convolution that threads share. */
  private static final double MANY = 1e9;

  @BeforeAll
  static void onProcessorsThatItServes() {
    Assumptions.assumeTrue(found(layer(64, 64, 1, 1, 1, 1), Optional.empty()).isPresent());
  }

  private static Convolution layer(int in, int out, Integer... padding) {
    INDArray w = Draw.normal(3, out, in, 3, 3).muli(1 / Math.sqrt(9 * in));
    INDArray b = Draw.normal(4, out);
    return new Convolution(
        w.castTo(DataType.FLOAT),
        b.castTo(DataType.FLOAT),
        List.of(1, 1),
        List.of(padding),
        List.of(1, 1),
        1);
  }

  private static Optional<Winograd> found(Convolution layer, Optional<Activation> behind) {
    return Winograd.of(
        DEVICE, layer, (OneDnnTensor) DEVICE.of(layer.bias()), behind.map(a -> new Pointwise(a)));
  }

  private static float[] run(Winograd filtering, INDArray x, int threads) {
    float[][] result = new float[1][];
    Chunks.run(
        1,
        new Execution(1, threads),
        (from, to) -> result[0] = filtering.forward((OneDnnTensor) DEVICE.of(x), MANY).floats());
    return result[0];
  }

  private static float[] defined(Convolution layer, Optional<Activation> behind, INDArray x) {
    float[][] result = new float[1][];
    Chunks.scoped(
        () -> {
          Tensor y = DEVICE.operator(layer).forward(DEVICE.of(x));
          result[0] = behind.map(a -> DEVICE.operator(a).forward(y)).orElse(y).floats();
        });
    return result[0];
  }

  private static void close(float[] expected, float[] actual) {
    double scale = 0;
    for (float value : expected) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 8e-6 * scale);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 64, 64, 12, 12, 1, 1, 1, 1",
    "3, 64, 96, 9, 11, 1, 1, 1, 1",
    "2, 80, 64, 11, 14, 0, 0, 0, 0",
    "2, 64, 64, 10, 13, 2, 2, 1, 1",
    "1, 64, 64, 14, 10, 2, 1, 2, 0",
    "2, 64, 64, 13, 13, 0, 2, 1, 0",
    // Strips of images.
    "2, 64, 64, 66, 71, 1, 1, 1, 1",
    "1, 64, 64, 121, 64, 0, 0, 0, 0",
    "1, 96, 64, 62, 63, 2, 2, 2, 1",
    // Several images at once and a rest.
    "7, 128, 64, 20, 20, 1, 1, 1, 1",
  })
  void equalsTheDefinition(
      int n, int in, int out, int h, int w, int top, int left, int bottom, int right) {
    Convolution layer = layer(in, out, top, left, bottom, right);
    INDArray x = Draw.normal(5, n, in, h, w).castTo(DataType.FLOAT);
    assertTrue(found(layer, Optional.empty()).orElseThrow().pays(x.shape(), MANY));
    for (Optional<Activation> behind :
        List.of(
            Optional.<Activation>empty(),
            Optional.of(Activation.of(Activation.Function.RELU)),
            Optional.of(Activation.of(Activation.Function.TANH)))) {
      Winograd filtering = found(layer, behind).orElseThrow();
      float[] alone = run(filtering, x, 1);
      close(defined(layer, behind, x), alone);
      assertArrayEquals(alone, run(filtering, x, 2));
      assertArrayEquals(alone, run(filtering, x, 3));
    }
  }

  @Test
  void emptyPartsOfImagesGiveTheBiasAlone() {
    Convolution layer = layer(64, 64, 1, 1, 1, 1);
    INDArray x = Draw.normal(5, 2, 64, 20, 20).castTo(DataType.FLOAT);
    x.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(6, 15)).assign(0);
    float[] y = run(found(layer, Optional.empty()).orElseThrow(), x, 1);
    float[] bias = layer.bias().toFloatVector();
    for (int row = 0; row < 128; row++) {
      for (int h = 7; h < 14; h++) {
        for (int w = 0; w < 20; w++) {
          assertEquals(bias[row % 64], y[(row * 20 + h) * 20 + w]);
        }
      }
    }
  }

  @Test
  void servesKernelsOfThreeCellsWithoutStepsOverManyChannels() {
    Convolution good = layer(64, 64, 1, 1, 1, 1);
    for (Convolution other :
        List.of(
            layer(64, 63, 1, 1, 1, 1),
            layer(32, 64, 1, 1, 1, 1),
            layer(64, 64, 3, 1, 1, 1),
            changed(good, List.of(2, 1), List.of(1, 1)),
            changed(good, List.of(1, 1), List.of(1, 2)))) {
      assertTrue(found(other, Optional.empty()).isEmpty());
    }
    Winograd filtering = found(good, Optional.empty()).orElseThrow();
    assertTrue(filtering.pays(new long[] {1, 64, 9, 9}, MANY));
    assertFalse(filtering.pays(new long[] {1, 64, 9, 9}, 1e6));
    assertFalse(filtering.pays(new long[] {8, 64, 8, 9}, MANY));
    // More of the last tile is outside than a kernel reaches.
    assertFalse(
        found(layer(64, 64, 2, 2, 2, 2), Optional.empty())
            .orElseThrow()
            .pays(new long[] {1, 64, 13, 13}, MANY));
  }

  private static Convolution changed(Convolution of, List<Integer> stride, List<Integer> apart) {
    return new Convolution(of.weights(), of.bias(), stride, of.padding(), apart, 1);
  }

  @Test
  void networksUseItAndRulesDoNot() {
    Convolution whole = layer(64, 64, 1, 1, 1, 1);
    INDArray positive = Transforms.max(whole.weights(), 0);
    // Every second input is read by negative weights alone.
    for (int c = 0; c < 64; c += 2) {
      positive.get(NDArrayIndex.all(), NDArrayIndex.point(c)).assign(0);
    }
    Convolution layer = whole.with(positive, Nd4j.zeros(DataType.FLOAT, 64));
    INDArray x = Draw.positive(5, 3, 64, 56, 56).castTo(DataType.FLOAT);
    for (int c = 1; c < 64; c += 2) {
      x.get(NDArrayIndex.all(), NDArrayIndex.point(c)).assign(0);
    }
    float[][] results = new float[2][];
    Chunks.scoped(
        () -> {
          results[0] = DEVICE.operator(layer).forward(DEVICE.of(x)).floats();
          results[1] = DEVICE.fastest(layer).forward(DEVICE.of(x)).floats();
        });
    assertEquals(0, Arrays.stream(doubles(results[0])).map(Math::abs).max().orElseThrow());
    close(results[0], results[1]);
    INDArray signs = Draw.normal(6, 3, 64, 56, 56).castTo(DataType.FLOAT);
    Chunks.scoped(
        () -> {
          results[0] = DEVICE.operator(whole).forward(DEVICE.of(signs)).floats();
          results[1] = DEVICE.fastest(whole).forward(DEVICE.of(signs)).floats();
        });
    close(results[0], results[1]);
    assertFalse(Arrays.equals(results[0], results[1]));
  }

  private static double[] doubles(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  /** ⟨A x, y⟩ = ⟨x, Aᵀ y⟩, where Aᵀ is a convolution with turned kernels. */
  @Test
  void theGradientIsTheAdjoint() {
    Convolution layer = layer(64, 128, 1, 1, 1, 1);
    Convolution linear = layer.with(layer.weights(), Nd4j.zeros(DataType.FLOAT, 128));
    INDArray x = Draw.normal(5, 3, 64, 40, 40).castTo(DataType.FLOAT);
    INDArray s = Draw.normal(6, OutputShape.of(layer, x.shape())).castTo(DataType.FLOAT);
    Operator fast = DEVICE.fastest(linear);
    double[][] found = new double[2][];
    Chunks.scoped(
        () -> {
          Tensor[] inputs = {DEVICE.of(x)};
          Operator.Recorded recorded = fast.record(inputs);
          found[0] = recorded.output().doubles();
          found[1] = fast.gradient(inputs, recorded, DEVICE.of(s))[0].doubles();
        });
    double[] signal = s.dup('c').data().asDouble();
    double[] input = x.dup('c').data().asDouble();
    double forward = 0;
    double backward = 0;
    double size = 0;
    for (int i = 0; i < signal.length; i++) {
      forward += signal[i] * found[0][i];
      size += Math.abs(signal[i] * found[0][i]);
    }
    for (int i = 0; i < input.length; i++) {
      backward += input[i] * found[1][i];
    }
    assertEquals(forward, backward, 1e-7 * size);
  }
}
