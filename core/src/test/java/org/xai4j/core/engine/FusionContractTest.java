package org.xai4j.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Fusion;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.tensor.Tensor.Sign;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** What devices do in one pass, against their formulas and compositions of the reference. */
class FusionContractTest {
  private static final Device REFERENCE = Engines.reference();

  static Stream<Device> devices() {
    return Engines.devices().stream();
  }

  private static Tensor[] tensors(Device device, INDArray... arrays) {
    return Arrays.stream(arrays)
        .map(a -> device.of(a.castTo(DataType.FLOAT)))
        .toArray(Tensor[]::new);
  }

  private static void assertNear(Tensor expected, Tensor actual) {
    assertArrayEquals(expected.shape(), actual.shape());
    double error = Goldens.error(expected.array(), actual.array());
    assertTrue(error <= 1e-6, actual.device().id() + ": " + error);
  }

  @ParameterizedTest
  @MethodSource("devices")
  void stagesOfRulesAreTheirFormulas(Device device) {
    INDArray[] drawn = new INDArray[4];
    Arrays.setAll(drawn, i -> Draw.normal(i, 3, 5, 4).castTo(DataType.FLOAT));
    drawn[1].putScalar(0, 0);
    Tensor[] t = tensors(device, drawn);
    Tensor[] e =
        Arrays.stream(drawn)
            .map(a -> REFERENCE.of(a.castTo(DataType.DOUBLE)))
            .toArray(Tensor[]::new);
    Fusion fusion = device.fusion();
    Fusion plain = Fusion.COMPOSED;
    assertNear(e[0].positive(), fusion.parts(t[0])[0]);
    assertNear(e[0].negative(), fusion.parts(t[0])[1]);
    assertNear(e[0].mul(e[1]).add(e[2].mul(e[3])), fusion.joined(t[0], t[1], t[2], t[3]));
    for (Sign sign : Sign.values()) {
      assertNear(e[0].mul(e[1].mask(sign)), fusion.where(t[0], t[1], sign));
    }
    assertNear(e[0].mul(2).sub(e[1].mul(0.5)), fusion.difference(t[0], 2, t[1], 0.5));
    for (double low : new double[] {0, -1.5}) {
      for (double high : new double[] {0, 2}) {
        assertNear(
            plain.box(e[0], e[1], low, e[2], high, e[3]),
            fusion.box(t[0], t[1], low, t[2], high, t[3]));
      }
    }
    Operator relu = device.operator(Activation.of(Activation.Function.RELU));
    Tensor[] x = {t[0]};
    assertNear(
        e[1].positive().mul(e[0].mask(Sign.POSITIVE)),
        fusion.guided(t[0], t[1], () -> relu.gradient(x, relu.record(x), t[1])[0]));
  }

  @ParameterizedTest
  @MethodSource("devices")
  void pointsAndMovesAreOfWholeVersions(Device device) {
    INDArray from = Draw.normal(5, 2, 3, 4);
    INDArray way = Draw.normal(6, 2, 3, 4);
    double[] places = {0, 0.25, 1};
    Tensor points =
        device.fusion().points(tensors(device, from)[0], tensors(device, way)[0], places);
    for (int k = 0; k < places.length; k++) {
      assertNear(REFERENCE.of(from.add(way.mul(places[k]))), points.rows(2 * k, 2 * k + 2));
    }
    INDArray moves = Draw.normal(7, 6, 3, 4);
    Tensor[] t = tensors(device, from, moves);
    Tensor moved = device.fusion().moved(t[0], t[1]);
    Tensor exact = REFERENCE.of(moves);
    for (int k = 0; k < 3; k++) {
      assertNear(
          exact.rows(2 * k, 2 * k + 2).add(REFERENCE.of(from)), moved.rows(2 * k, 2 * k + 2));
    }
  }

  /** Copies by sets, ranks and levels; 45 features in two words, two baselines, a part of them. */
  @ParameterizedTest
  @MethodSource("devices")
  void copiesTakeFeaturesFromTheirBaseline(Device device) {
    Assumptions.assumeTrue(device.fusion().copies().isPresent(), "made by the processor");
    double[][] rows = {draw(1, 100), draw(2, 100), draw(3, 100)};
    INDArray row = array(rows[0]);
    INDArray baselines = org.nd4j.linalg.factory.Nd4j.vstack(array(rows[1]), array(rows[2]));
    int[] feature = new int[100];
    Arrays.setAll(feature, i -> i * 7 % 75);
    Fusion.MaskedCopies copies = device.fusion().copies().get().of(row, baselines, feature);
    Random random = new Random(9);
    long[][] sets = new long[9][2];
    for (long[] set : sets) {
      set[0] = random.nextLong();
      set[1] = random.nextLong() & (1L << 11) - 1;
    }
    double[] kept = copies.kept(sets, 3, 17).doubles();
    assertEquals(1400, kept.length);
    int[] rank = new int[75];
    Arrays.setAll(rank, f -> (f * 11 + 3) % 75);
    double[] removed = copies.flipped(rank, 10, false, 3, 17).doubles();
    double[] inserted = copies.flipped(rank, 10, true, 3, 17).doubles();
    double[][] levels = new double[4][75];
    for (double[] level : levels) {
      Arrays.setAll(level, f -> random.nextDouble());
    }
    double[] blended = copies.blended(levels, 1, 4).doubles();
    for (int i = 0; i < 1400; i++) {
      int copy = 3 + i / 100;
      int f = feature[i % 100];
      double present = rows[0][i % 100];
      double absent = rows[1 + copy % 2][i % 100];
      boolean in = (sets[copy / 2][f >>> 6] >>> f & 1) != 0;
      assertEquals(in ? present : absent, kept[i]);
      boolean below = rank[f] < copy / 2 * 10;
      assertEquals(below ? absent : present, removed[i]);
      assertEquals(below ? present : absent, inserted[i]);
    }
    for (int i = 0; i < 300; i++) {
      double base = rows[1][i % 100];
      double level = levels[1 + i / 100][feature[i % 100]];
      assertEquals(base + level * (rows[0][i % 100] - base), blended[i], 1e-14);
    }
  }

  private static double[] draw(int seed, int count) {
    return new Random(seed).doubles(count, -1, 1).toArray();
  }

  private static INDArray array(double[] values) {
    return org.xai4j.core.array.NdArrays.array(DataType.DOUBLE, values, 1, values.length);
  }

  @ParameterizedTest
  @MethodSource("devices")
  void normalEquationsAreThoseOfTheSets(Device device) {
    int features = 70;
    Random random = new Random(10);
    long[][] sets = new long[700][2];
    for (long[] set : sets) {
      set[0] = random.nextLong();
      set[1] = random.nextLong() & 63;
    }
    double[] weights = Arrays.stream(draw(11, 700)).map(Math::abs).toArray();
    double[] scores = draw(12, 700);
    Fusion fusion = device.fusion();
    Assumptions.assumeTrue(
        fusion.normal(sets, features, weights, scores).isPresent(), "added up by the processor");
    Fusion.NormalSums sums = fusion.normal(sets, features, weights, scores).get();
    for (int i = 0; i <= features; i++) {
      double moment = 0;
      for (int s = 0; s < 700; s++) {
        moment += in(sets[s], i, features) ? weights[s] * scores[s] : 0;
      }
      assertEquals(moment, sums.moment()[i], 1e-10);
      for (int j = 0; j <= features; j++) {
        double product = 0;
        for (int s = 0; s < 700; s++) {
          boolean both = in(sets[s], i, features) && in(sets[s], j, features);
          product += both ? weights[s] : 0;
        }
        assertEquals(product, sums.gram()[i][j], 1e-10);
      }
    }
  }

  private static boolean in(long[] set, int feature, int features) {
    return feature == features || (set[feature >>> 6] >>> feature & 1) != 0;
  }
}
