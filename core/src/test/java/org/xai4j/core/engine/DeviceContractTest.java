package org.xai4j.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.tensor.Tensor.Sign;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** What every device must do, against the reference in double precision. */
class DeviceContractTest {
  private static final Device REFERENCE = Engines.reference();

  static Stream<Device> devices() {
    return Engines.devices().stream();
  }

  /** Pairs of shapes that fit together. */
  static Stream<Arguments> shapes() {
    long[][][] pairs = {
      {{5}, {5}},
      {{5}, {1}},
      {{4, 5}, {5}},
      {{4, 5}, {4, 1}},
      {{4, 1}, {1, 5}},
      {{5}, {4, 5}},
      {{2, 3, 4}, {2, 1, 4}},
      {{2, 3, 4}, {1, 3, 1}},
      {{2, 3, 4}, {3, 4}},
      {{2, 3, 4}, {2, 3, 1}},
      {{2, 1, 4}, {1, 3, 1}},
      {{2, 9, 4, 5}, {1, 9, 1, 1}},
      {{2, 9, 4, 5}, {2, 1, 1, 1}},
      {{2, 9, 4, 5}, {1, 1, 4, 5}},
      {{2, 9, 4, 5}, {2, 9, 1, 1}},
      {{2, 9, 4, 5}, {1}},
      {{1, 9, 1, 1}, {2, 9, 4, 5}},
      {{2, 3, 2, 3, 2}, {1, 3, 1, 3, 1}},
      {{1, 1}, {1}}
    };
    List<Arguments> list = new ArrayList<>();
    for (Device device : Engines.devices()) {
      for (long[][] pair : pairs) {
        list.add(Arguments.of(device, pair[0], pair[1]));
      }
    }
    return list.stream();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void binaryOperationsBroadcast(Device device, long[] first, long[] second) {
    List<BinaryOperator<Tensor>> operations =
        List.of(Tensor::add, Tensor::sub, Tensor::mul, Tensor::div, Tensor::max, Tensor::min);
    INDArray a = Draw.normal(1, first);
    INDArray b = Draw.positive(2, second);
    for (BinaryOperator<Tensor> operation : operations) {
      Tensor expected = operation.apply(REFERENCE.of(a), REFERENCE.of(b));
      Tensor actual = operation.apply(single(device, a), single(device, b));
      assertArrayEquals(expected.shape(), actual.shape());
      assertNear(expected, actual);
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void shapesThatDoNotFitAreRefused(Device device) {
    Tensor a = single(device, Draw.normal(1, 2, 3));
    Tensor b = single(device, Draw.normal(2, 2, 4));
    assertThrows(RuntimeException.class, () -> a.add(b));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void numbersAndParts(Device device) {
    INDArray x = Draw.normal(3, 2, 5, 3);
    Tensor exact = REFERENCE.of(x);
    Tensor t = single(device, x);
    assertNear(exact.add(0.7), t.add(0.7));
    assertNear(exact.mul(-1.3), t.mul(-1.3));
    assertNear(exact.positive(), t.positive());
    assertNear(exact.negative(), t.negative());
    assertNear(exact.abs(), t.abs());
    for (Sign sign : Sign.values()) {
      assertNear(exact.mask(sign), t.mask(sign));
    }
    assertEquals(exact.least(), t.least(), 1e-6);
    assertNear(exact.lerp(exact.mul(3), 0.25), t.lerp(t.mul(3), 0.25));
    assertNear(exact.rows(1, 2), t.rows(1, 2));
    assertNear(exact.permute(2, 0, 1), t.permute(2, 0, 1));
    assertNear(exact.reshape(3, 10), t.reshape(3, 10));
    assertNear(exact.rows(0, 1).broadcast(4, 5, 3), t.rows(0, 1).broadcast(4, 5, 3));
    assertNear(
        device.filled(DataType.FLOAT, 2.5, 2, 3),
        single(device, Nd4j.valueArrayOf(new long[] {2, 3}, 2.5, DataType.DOUBLE)));
    for (int axis = 0; axis < 3; axis++) {
      assertNear(REFERENCE.concat(axis, exact, exact), device.concat(axis, t, t));
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void masksTellZeroFromNegative(Device device) {
    Tensor x = device.of(new float[] {-1, -0f, 0, 2}, 4);
    assertArrayEquals(new float[] {0, 0, 0, 1}, x.mask(Sign.POSITIVE).floats());
    assertArrayEquals(new float[] {0, 1, 1, 1}, x.mask(Sign.NOT_NEGATIVE).floats());
    assertArrayEquals(new float[] {1, 0, 0, 0}, x.mask(Sign.NEGATIVE).floats());
  }

  @ParameterizedTest
  @MethodSource("devices")
  void sumsOverAnyAxes(Device device) {
    INDArray x = Draw.normal(4, 2, 3, 4, 5);
    int[][] all = {{0}, {1}, {2}, {3}, {0, 1}, {2, 3}, {1, 3}, {0, 2}, {0, 1, 2, 3}, {-1}, {1, 2}};
    for (int[] axes : all) {
      assertNear(REFERENCE.of(x).sum(axes), single(device, x).sum(axes));
    }
  }

  @ParameterizedTest
  @MethodSource("devices")
  void quotientsAreStabilised(Device device) {
    float tiny = Float.MIN_VALUE;
    Tensor r = device.of(new float[] {1, 1, 1, 1, -2, 0, 3}, 7);
    Tensor z = device.of(new float[] {2, -2, 0, -0f, tiny, 0, -tiny}, 7);
    float e = 0.5f;
    assertArrayEquals(
        new float[] {1 / (2 + e), 1 / (-2 - e), 1 / e, 1 / e, -2 / e, 0, -3 / e},
        r.div(z, e).floats(),
        1e-6f);
    assertArrayEquals(new float[] {0.5f, -0.5f, 0, 0, 0, 0, 0}, r.div(z, 0).floats(), 1e-30f);
    // Small denominators are not zero.
    Tensor small = device.of(new float[] {1e-20f, -1e-30f}, 2);
    assertArrayEquals(new float[] {1, 1}, small.div(small, 0).floats(), 1e-6f);
    // The sums of one row serve all.
    Tensor rows = device.of(new float[] {1, 2, 3, 4}, 2, 2);
    assertArrayEquals(
        new float[] {0.5f, 0.5f, 1.5f, 1},
        rows.div(device.of(new float[] {2, 4}, 1, 2), 0).floats());
  }

  /** Channels that do not fill a block: what lies in the padding must not come out. */
  @ParameterizedTest
  @MethodSource("devices")
  void oddChannelsStayClean(Device device) {
    INDArray w = Draw.normal(5, 11, 13, 3, 3);
    Convolution layer =
        new Convolution(
            w, Draw.normal(6, 11), List.of(1, 1), List.of(1, 1, 1, 1), List.of(1, 1), 1);
    Convolution rounded = layer.with(w.castTo(DataType.FLOAT), layer.bias().castTo(DataType.FLOAT));
    INDArray x = Draw.normal(7, 2, 13, 6, 5);
    Tensor exact = REFERENCE.operator(layer).forward(REFERENCE.of(x));
    Tensor y = device.operator(rounded).forward(single(device, x));
    // Plus and quotient write into padding; the sum over it would show.
    assertNear(exact.add(1).sum(1, 2, 3), y.add(1).sum(1, 2, 3));
    assertNear(exact.div(exact.abs().add(1), 0).sum(0), y.div(y.abs().add(1), 0).sum(0));
    assertNear(exact.permute(1, 0, 2, 3), y.permute(1, 0, 2, 3));
    assertNear(REFERENCE.concat(1, exact, exact), device.concat(1, y, y));
    Tensor again =
        device
            .operator(
                rounded.with(
                    Draw.normal(8, 4, 11, 1, 1).castTo(DataType.FLOAT),
                    Draw.normal(9, 4).castTo(DataType.FLOAT)))
            .forward(y.add(3).div(y.mul(0), 0));
    Tensor expected =
        REFERENCE
            .operator(layer.with(Draw.normal(8, 4, 11, 1, 1), Draw.normal(9, 4)))
            .forward(exact.mul(0));
    assertNear(expected, again);
  }

  @ParameterizedTest
  @MethodSource("devices")
  void stepsAndScopesKeepWhatIsHeld(Device device) {
    Chunks.scoped(
        () -> {
          Tensor x = single(device, Draw.normal(10, 64, 32));
          double[] expected = x.mul(2).doubles();
          Tensor kept =
              device
                  .step(
                      () -> {
                        Tensor dropped = x.add(1);
                        return new Tensor[] {dropped.sub(x).add(x.mul(2)).add(-1)};
                      })[0];
          // Memory that went back is used again; what is held stays.
          for (int i = 0; i < 50; i++) {
            device.step(() -> new Tensor[] {x.mul(7)})[0].release();
          }
          assertArrayEquals(expected, kept.doubles(), 1e-5);
          kept.release();
        });
  }

  @ParameterizedTest
  @MethodSource("devices")
  void windowsOfPaddingAreRefused(Device device) {
    Pooling layer =
        new Pooling(
            Pooling.Kind.MAX,
            List.of(3, 3),
            List.of(1, 1),
            List.of(4, 4, 4, 4),
            List.of(1, 1),
            false,
            true);
    Tensor x = single(device, Nd4j.ones(DataType.DOUBLE, 1, 1, 5, 5));
    assertThrows(InputException.class, () -> device.operator(layer).forward(x));
  }

  private static Tensor single(Device device, INDArray array) {
    return device.of(array.castTo(DataType.FLOAT));
  }

  private static void assertNear(Tensor expected, Tensor actual) {
    assertArrayEquals(expected.shape(), actual.shape());
    double error = Goldens.error(expected.array(), actual.array());
    assertTrue(error <= 1e-5, actual.device().id() + ": " + error);
  }
}
