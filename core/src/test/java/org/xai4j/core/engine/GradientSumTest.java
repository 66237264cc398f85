package org.xai4j.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.GradientSum;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.network.VersionSum;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.testing.Draw;

/** Sums of gradients behind an affine first layer against those at the input. */
class GradientSumTest {
  private static final Activation RELU = Activation.relu();
  private static final Activation TANH = Activation.of(Activation.Function.TANH);

  private static Convolution convolution(
      int in, int out, int size, int stride, int padding, int groups) {
    return new Convolution(
        Draw.normal(3, out, in / groups, size, size).muli(0.3),
        Draw.normal(4, out),
        List.of(stride, stride),
        List.of(padding, padding, padding, padding),
        List.of(1, 1),
        groups);
  }

  private static BatchNormalization normalization(long channels) {
    return new BatchNormalization(
        Draw.normal(5, channels),
        Draw.normal(6, channels),
        Draw.normal(7, channels),
        Draw.positive(8, channels),
        1e-3,
        1);
  }

  /** Some layers in a row, then a mean over space where there is one, and a dense layer. */
  private static Network chain(long[] row, long channels, Layer... layers) {
    NetworkBuilder builder = Network.builder(row);
    int last = 0;
    for (Layer layer : layers) {
      last = builder.add("layer" + last, layer, last);
    }
    if (row.length > 1) {
      last = builder.add("mean", new Reduction(Reduction.Kind.MEAN, List.of(2, 3), false), last);
    }
    Dense dense = new Dense(Draw.normal(9, channels, 3), Draw.normal(10, 3));
    return builder.build(builder.add("out", dense, last));
  }

  private static Network residual() {
    NetworkBuilder builder = Network.builder(4, 6, 6);
    int first = builder.add("first", convolution(4, 4, 3, 1, 1, 1), 0);
    int sum = builder.add("sum", new Elementwise(Elementwise.Operation.ADD), first, 0);
    int flat = builder.add("flat", new Reshape(List.of(0L, -1L)), builder.add("relu", RELU, sum));
    Dense dense = new Dense(Draw.normal(9, 144, 3), Draw.normal(10, 3));
    return builder.build(builder.add("out", dense, flat));
  }

  private static Stream<Arguments> networks() {
    long[] image = {3, 9, 7};
    List<Network> networks =
        List.of(
            chain(image, 5, convolution(3, 5, 3, 1, 0, 1), RELU),
            chain(image, 16, convolution(3, 16, 3, 2, 1, 1), normalization(16), RELU),
            chain(image, 6, convolution(3, 6, 5, 1, 2, 3), TANH),
            chain(
                new long[] {1, 12, 12},
                8,
                convolution(1, 8, 5, 1, 0, 1),
                RELU,
                Pooling.square(Pooling.Kind.MAX, 2, 2)),
            chain(image, 3, convolution(3, 3, 3, 1, 1, 1)),
            chain(image, 3, normalization(3), RELU),
            chain(new long[] {6}, 4, new Dense(Draw.normal(1, 6, 4), Draw.normal(2, 4)), TANH),
            chain(new long[] {6}, 6, TANH),
            chain(new long[] {6}, 6),
            residual());
    return Engines.devices().stream()
        .flatMap(
            device ->
                networks.stream()
                    .map(
                        n ->
                            n.as(
                                device.supports(DataType.DOUBLE)
                                    ? DataType.DOUBLE
                                    : DataType.FLOAT))
                    .map(n -> Arguments.of(device, n)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void sumsAreThoseAtTheInput(Device device, Network network) {
    Propagation propagation =
        new DeviceEngine(device.id(), List.of(device), 1L << 28)
            .propagation(network, Rules.GRADIENT);
    long[] shape =
        Stream.concat(Stream.of(2L), network.inputShape().stream())
            .mapToLong(Long::longValue)
            .toArray();
    INDArray rows = Draw.normal(20, shape).castTo(network.type());
    double[][] sums = new double[2][];
    Chunks.scoped(
        () -> {
          Tape tape = propagation.forward(rows);
          GradientSum sum = propagation.gradients(tape);
          boolean first = network.nodes().get(1).layer() instanceof Convolution;
          boolean alone = network.nodes().stream().filter(n -> n.inputs().contains(0)).count() == 1;
          assertTrue(
              !device.id().equals("onednn") || !first || alone == sum instanceof FirstLayerSum);
          VersionSum plain = new VersionSum(tape.value(network.nodes().get(0)));
          // More than are added in single precision; two versions in every third.
          for (int i = 0; i < 70; i++) {
            int versions = i % 3 == 0 ? 2 : 1;
            long[] size = shape.clone();
            size[0] *= versions;
            INDArray moved = Draw.normal(30 + i, size).castTo(network.type());
            Chunks.scoped(
                () -> {
                  Tape versionsTape = propagation.forward(moved);
                  Tensor signal = device.of(Draw.normal(7, size[0], 3).castTo(network.type()));
                  sum.add(versionsTape, signal);
                  plain.add(propagation.backward(versionsTape, signal));
                });
          }
          sums[0] = plain.get().doubles();
          sums[1] = sum.get().doubles();
        });
    double largest = 0;
    for (double value : sums[0]) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertArrayEquals(
        sums[0], sums[1], largest * (network.type() == DataType.FLOAT ? 1e-6 : 1e-13));
  }
}
