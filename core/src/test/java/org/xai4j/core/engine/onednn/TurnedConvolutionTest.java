package org.xai4j.core.engine.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.engine.Engines;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.testing.Draw;

/** Adjoints that run as convolutions. */
class TurnedConvolutionTest {
  private static final OneDnnDevice DEVICE =
      (OneDnnDevice) new OneDnnProvider().find().orElseThrow();

  private static Convolution layer(
      long[] weights, List<Integer> stride, List<Integer> padding, int dilation, int groups) {
    INDArray bias = Nd4j.zeros(DataType.FLOAT, weights[0]);
    List<Integer> apart = stride.stream().map(s -> dilation).toList();
    INDArray w = Draw.normal(3, weights).castTo(DataType.FLOAT);
    return new Convolution(w, bias, stride, padding, apart, groups);
  }

  /** The gradient of a random signal, on oneDNN twice and on the reference. */
  private static void agrees(Convolution layer, long... input) {
    INDArray x = Draw.normal(5, input).castTo(DataType.FLOAT);
    INDArray signal = Draw.normal(7, OutputShape.of(layer, input)).castTo(DataType.FLOAT);
    Operator fast = DEVICE.operator(layer);
    float[][] found = new float[2][];
    for (int time = 0; time < 2; time++) {
      int now = time;
      Chunks.scoped(
          () -> {
            if (now > 0) {
              // The memory of the chunk that asked first is used again.
              for (int i = 0; i < 20; i++) {
                DEVICE.filled(DataType.FLOAT, 1e6, 1 + i);
              }
            }
            found[now] =
                DEVICE.step(() -> gradient(fast, DEVICE.of(x), DEVICE.of(signal)))[0].floats();
          });
    }
    assertArrayEquals(found[0], found[1]);
    Chunks.scoped(
        () -> {
          Device reference = Engines.reference();
          Tensor expected =
              gradient(
                  reference.operator(
                      layer.with(
                          layer.weights().castTo(DataType.DOUBLE),
                          layer.bias().castTo(DataType.DOUBLE))),
                  reference.of(x.castTo(DataType.DOUBLE)),
                  reference.of(signal.castTo(DataType.DOUBLE)))[0];
          double[] values = expected.doubles();
          double scale = Arrays.stream(values).map(Math::abs).max().orElse(0);
          for (int i = 0; i < values.length; i++) {
            assertEquals(values[i], found[0][i], 1e-5 * scale);
          }
        });
  }

  private static Tensor[] gradient(Operator operator, Tensor x, Tensor signal) {
    Tensor[] inputs = {x};
    return operator.gradient(inputs, operator.record(inputs), signal);
  }

  @ParameterizedTest
  @CsvSource({
    "8, 8, 3, 3, 1, 1, 1, 6, 6",
    "16, 5, 3, 2, 0, 0, 1, 7, 9",
    "4, 33, 5, 5, 2, 3, 1, 8, 7",
    "7, 12, 3, 3, 2, 2, 2, 9, 9",
    "20, 16, 1, 3, 0, 1, 1, 5, 6",
  })
  void imagesWithoutSteps(
      int in, int out, int rows, int columns, int before, int after, int dilation, int h, int w) {
    Convolution layer =
        layer(
            new long[] {out, in, rows, columns},
            List.of(1, 1),
            List.of(Math.min(before, rows - 1), before, Math.min(after, rows - 1), after),
            dilation,
            1);
    assertTrue(TurnedConvolution.of(layer, 4).isPresent());
    agrees(layer, 3, in, h, w);
  }

  @Test
  void sequences() {
    Convolution layer = layer(new long[] {9, 6, 4}, List.of(1), List.of(3, 1), 1, 1);
    assertTrue(TurnedConvolution.of(layer, 4).isPresent());
    agrees(layer, 2, 6, 11);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 5, 5, 0, 0, 0, 0, 28, 28",
    "3, 3, 3, 1, 1, 1, 1, 9, 12",
    "2, 3, 4, 2, 0, 1, 3, 8, 7",
    "1, 1, 7, 0, 6, 0, 2, 5, 9",
  })
  void imagesOfFewChannelsAndOutputs(
      int in, int rows, int columns, int top, int left, int bottom, int right, int h, int w) {
    for (int out : new int[] {8, 16}) {
      List<Integer> padding = List.of(top, left, bottom, right);
      long[] weights = {out, in, rows, columns};
      Convolution layer = layer(weights, List.of(1, 1), padding, 1, 1);
      assertEquals(
          MemoryLayout.channelsPerBlock() > 0 && out % MemoryLayout.channelsPerBlock() == 0,
          TurnedConvolution.ByChannel.of(DEVICE, layer, 4).isPresent());
      agrees(layer, 5, in, h, w);
    }
    for (Convolution other :
        List.of(
            layer(new long[] {32, in, rows, columns}, List.of(1, 1), List.of(0, 0, 0, 0), 1, 1),
            layer(new long[] {16, in, rows, columns}, List.of(1, 2), List.of(0, 0, 0, 0), 1, 1),
            layer(new long[] {16, in, rows, columns}, List.of(1, 1), List.of(0, 7, 0, 0), 1, 1))) {
      assertTrue(TurnedConvolution.ByChannel.of(DEVICE, other, 4).isEmpty());
    }
  }

  @Test
  void othersKeepOneDnnsOwn() {
    long[] weights = {8, 8, 3, 3};
    List<Integer> none = List.of(0, 0, 0, 0);
    for (Convolution layer :
        List.of(
            layer(weights, List.of(2, 1), none, 1, 1),
            layer(new long[] {8, 4, 3, 3}, List.of(1, 1), none, 1, 2),
            layer(new long[] {8, 8, 1, 1}, List.of(1, 1), none, 1, 1),
            layer(new long[] {8, 3, 3, 3}, List.of(1, 1), none, 1, 1),
            layer(weights, List.of(1, 1), List.of(3, 0, 0, 0), 1, 1))) {
      assertTrue(TurnedConvolution.of(layer, 4).isEmpty());
      long channels = layer.weights().size(1) * layer.groups();
      agrees(layer, 2, channels, 7, 6);
    }
  }
}
