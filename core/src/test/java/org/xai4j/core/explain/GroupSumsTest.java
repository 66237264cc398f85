package org.xai4j.core.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.DeviceEngine;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.EnginePredictor;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.testing.Draw;

/** Copies masked behind the first layers against masked inputs. */
class GroupSumsTest {
  private static final Activation TANH = Activation.of(Activation.Function.TANH);

  private static Convolution convolution(int out, int size, int stride, int padding) {
    return new Convolution(
        Draw.normal(3, out, 3, size, size).muli(0.2),
        Draw.normal(4, out),
        List.of(stride, stride),
        List.of(padding, padding, padding, padding),
        List.of(1, 1),
        1);
  }

  private static BatchNormalization normalization() {
    return new BatchNormalization(
        Draw.normal(5, 3), Draw.normal(6, 3), Draw.normal(7, 3), Draw.positive(8, 3), 1e-3, 1);
  }

  private static Layer flat() {
    return new Reshape(List.of(0L, -1L));
  }

  private static Dense dense(long in, long out) {
    return new Dense(Draw.normal(9, in, out).muli(0.1), Draw.normal(10, out));
  }

  private static Network network(String kind) {
    long[] image = {3, 12, 12};
    return switch (kind) {
      case "dense" -> Network.sequential(new long[] {432}, dense(432, 20), TANH, dense(20, 3));
      case "flat" -> Network.sequential(image, flat(), dense(432, 20), TANH, dense(20, 3));
      case "scaled" ->
          Network.sequential(image, normalization(), flat(), dense(432, 20), TANH, dense(20, 3));
      case "two" ->
          Network.sequential(image, flat(), dense(432, 20), dense(20, 30), TANH, dense(30, 3));
      case "strided" ->
          Network.sequential(image, convolution(6, 4, 4, 0), TANH, flat(), dense(54, 3));
      case "padded" ->
          Network.sequential(image, convolution(6, 5, 3, 2), TANH, flat(), dense(96, 3));
      case "wide" ->
          Network.sequential(image, convolution(9, 3, 1, 1), TANH, flat(), dense(1296, 3));
      default -> Network.sequential(image, TANH, flat(), dense(432, 3));
    };
  }

  @ParameterizedTest
  @CsvSource({
    "dense, true",
    "flat, true",
    "scaled, true",
    "two, false",
    "strided, true",
    "padded, true",
    "wide, false",
    "nonlinear, false"
  })
  void scoresAreThoseOfMaskedInputs(String kind, boolean cut) {
    int groups = 16;
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      Network network = network(kind).as(type);
      long[] shape = kind.equals("dense") ? new long[] {2, 432} : new long[] {2, 3, 12, 12};
      INDArray rows = Draw.normal(1, shape).castTo(type);
      INDArray base = Draw.normal(2, shape).castTo(type).get(interval());
      int[] ids = new int[432];
      Arrays.setAll(ids, j -> j % 12 / 3 + 4 * (j % 144 / 36));
      Grouping grouping = new Grouping(ids, groups);
      Engine engine = new DeviceEngine();
      Target.Resolved target = Target.of(1).resolve(engine.predict(network, rows), 0);
      SplitRandom random = SplitRandom.of(5);
      long[][] sets = new long[300][1];
      for (long[] set : sets) {
        set[0] = random.nextInt(1 << groups);
      }
      EnginePredictor model = new EnginePredictor(engine, network);
      double[] behind = new Masking(model, rows, 1, base, grouping, target).scores(sets);
      double[] before =
          new Masking(x -> engine.predict(network, x), rows, 1, base, grouping, target)
              .scores(sets);
      assertArrayEquals(before, behind, type == DataType.FLOAT ? 4e-6 : 1e-13, kind);
      HostCopies copies = new HostCopies(rows, 1, base, grouping);
      assertEquals(cut, GroupSums.of(model, copies, 1 << 20).isPresent(), kind);
      assertEquals(false, GroupSums.of(model, copies, 100).isPresent(), kind);
    }
  }

  private static org.nd4j.linalg.indexing.INDArrayIndex interval() {
    return org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 1);
  }
}
