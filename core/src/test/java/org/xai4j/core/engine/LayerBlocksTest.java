package org.xai4j.core.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.layer.*;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** Layers that work in blocks give each row what they give it alone. */
class LayerBlocksTest {
  private static final long[] SHAPE = {30, 5, 12, 12};

  static Stream<Layer> layers() {
    return Stream.of(
        new Reduction(Reduction.Kind.MEAN, List.of(2, 3), false),
        new Reduction(Reduction.Kind.SUM, List.of(-1, -2), true),
        new Reduction(Reduction.Kind.MEAN, List.of(1), false),
        new Pad(List.of(0, 0, 1, 2), List.of(0, 0, 2, 0), Pad.Mode.CONSTANT, 0.5),
        new Pad(List.of(0, 0, 1, 2), List.of(0, 0, 2, 0), Pad.Mode.REFLECT, 0),
        new Gather(1, List.of(-1L), true),
        new Gather(3, List.of(2L, 0L, 2L), false),
        new Upsample(List.of(2, 3)),
        new InstanceNormalization(w(5), w(5), 1e-5),
        new LayerNormalization(w(12), w(12), 1e-5),
        pool(Pooling.Kind.MAX, 1),
        pool(Pooling.Kind.AVERAGE, 1));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void rowsAreIndependent(Layer layer) {
    Operator operator = Engine.standard().operator(layer);
    INDArray x = Draw.normal(3, SHAPE).castTo(DataType.FLOAT);
    INDArray y = operator.forward(x);
    INDArray signal = Draw.normal(4, y.shape()).castTo(DataType.FLOAT);
    INDArray g = gradient(operator, x, signal);
    for (long row = 0; row < SHAPE[0]; row += 7) {
      INDArray one = row(x, row);
      assertEquals(row(y, row), operator.forward(one));
      assertEquals(row(g, row), gradient(operator, one, row(signal, row)));
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void singlePrecisionAgrees(Layer layer) {
    Operator operator = Engine.standard().operator(layer);
    INDArray x = Draw.normal(3, SHAPE);
    INDArray y = operator.forward(x);
    INDArray signal = Draw.normal(4, y.shape());
    INDArray few = x.castTo(DataType.FLOAT);
    assertTrue(Goldens.error(y, operator.forward(few)) <= 1e-5);
    INDArray g = gradient(operator, few, signal.castTo(DataType.FLOAT));
    assertTrue(Goldens.error(gradient(operator, x, signal), g) <= 1e-5);
  }

  @Test
  void longSums() {
    INDArray x = Draw.normal(3, 2, 3, 9, 11);
    Operator mean =
        Engine.standard().operator(new Reduction(Reduction.Kind.MEAN, List.of(2, 3), false));
    assertTrue(Goldens.error(x.mean(2, 3), mean.forward(x)) <= 1e-12);
  }

  @Test
  void productsOfViews() {
    INDArray a = Draw.normal(3, 4, 6, 5).castTo(DataType.FLOAT);
    INDArray b = Draw.normal(4, 4, 6, 5).castTo(DataType.FLOAT);
    Operator product = Engine.standard().operator(new MatMul(false, true));
    INDArray all = product.forward(a, b);
    INDArray last = product.forward(row(a, 3), row(b, 3));
    assertEquals(row(all, 3), last);
  }

  @Test
  void windowsOfPaddingAreRefused() {
    Pooling layer = pool(Pooling.Kind.MAX, 4);
    Operator operator = Engine.standard().operator(layer);
    org.junit.jupiter.api.Assertions.assertThrows(
        InputException.class, () -> operator.forward(Nd4j.ones(DataType.FLOAT, 1, 1, 5, 5)));
  }

  private static INDArray gradient(Operator operator, INDArray x, INDArray signal) {
    INDArray[] inputs = {x};
    return operator.gradient(inputs, operator.record(inputs), signal)[0];
  }

  private static INDArray row(INDArray x, long row) {
    return x.get(NDArrayIndex.interval(row, row + 1), NDArrayIndex.all());
  }

  private static INDArray w(long size) {
    return Draw.normal(9, size);
  }

  private static Pooling pool(Pooling.Kind kind, int padding) {
    return new Pooling(
        kind,
        List.of(3, 3),
        List.of(2, 2),
        List.of(padding, padding, padding, padding),
        List.of(1, 1),
        false,
        true);
  }
}
