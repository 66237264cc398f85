package org.xai4j.core.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/**
 * What lies in blocks of channels between layers: joins, channel-wise factors, means over space,
 * normalisation with a rectifier. Every device against the reference in double precision, with
 * channels that fill blocks and that do not.
 */
class BlockedNetworksTest {
  private static final Activation RELU = Activation.of(Activation.Function.RELU);

  private static Convolution convolution(long seed, long in, long out) {
    return new Convolution(
        Draw.normal(seed, out, in, 3, 3).muli(0.2),
        Draw.normal(seed + 1, out),
        List.of(1, 1),
        List.of(1, 1, 1, 1),
        List.of(1, 1),
        1);
  }

  private static BatchNormalization normalization(long seed, long channels) {
    return new BatchNormalization(
        Draw.normal(seed, channels),
        Draw.normal(seed + 1, channels),
        Draw.normal(seed + 2, channels),
        Draw.positive(seed + 3, channels),
        1e-3,
        1);
  }

  /** Dense blocks with a gate per channel, as DenseNet and MobileNetV3 have them. */
  private static Network network(long a, long b) {
    NetworkBuilder builder = Network.builder(3, 9, 7);
    int first = builder.add("first", convolution(1, 3, a), 0);
    int second = builder.add("second", convolution(11, a, b), builder.add("relu", RELU, first));
    int both = builder.add("both", new Concat(1), first, second, first);
    long c = 2 * a + b;
    int norm = builder.add("norm", normalization(21, c), both);
    int rectified = builder.add("rectified", RELU, norm);
    int mean =
        builder.add("mean", new Reduction(Reduction.Kind.MEAN, List.of(2, 3), true), rectified);
    int gate =
        builder.add("gate", new Activation(Activation.Function.HARD_SIGMOID, 0.2, 0.5), mean);
    int gated =
        builder.add("gated", new Elementwise(Elementwise.Operation.MULTIPLY), rectified, gate);
    int half = builder.add("half", new Constant(Nd4j.createFromArray(0.5)));
    int scaled =
        builder.add("scaled", new Elementwise(Elementwise.Operation.MULTIPLY), gated, half);
    int alone = builder.add("alone", normalization(31, c), scaled);
    int pooled =
        builder.add("pooled", new Reduction(Reduction.Kind.SUM, List.of(2, 3), false), alone);
    int flat = builder.add("flat", new Reshape(List.of(0L, -1L)), pooled);
    // Read along its columns, as ONNX files store it.
    INDArray weights = Draw.normal(41, 4, c).permute(1, 0);
    return builder.build(builder.add("out", new Dense(weights, Draw.normal(42, 4)), flat));
  }

  private static Convolution of(long seed, long in, long out, long size, long groups) {
    return new Convolution(
        Draw.normal(seed, out, in / groups, size, size).muli(0.3),
        Draw.normal(seed + 1, out),
        List.of(1, 1),
        List.of((int) size / 2, (int) size / 2, (int) size / 2, (int) size / 2),
        List.of(1, 1),
        (int) groups);
  }

  /** A part of the channels alone, and two ways that meet again, as FasterNet and RepGhost have. */
  private static Network parts(long channels, long part) {
    NetworkBuilder builder = Network.builder(3, 32, 32);
    int first = builder.add("first", of(1, 3, channels, 3, 1), 0);
    int some = builder.add("some", new Slice(1, 0, part, 1), first);
    int rest = builder.add("rest", new Slice(1, part, Long.MAX_VALUE, 1), first);
    int both =
        builder.add("both", new Concat(1), builder.add("own", of(2, part, part, 3, 1), some), rest);
    int mixed = builder.add("mixed", of(3, channels, channels, 1, 1), both);
    int depth = builder.add("depth", of(4, channels, channels, 3, channels), mixed);
    int norm = builder.add("norm", normalization(5, channels), mixed);
    int sum = builder.add("sum", new Elementwise(Elementwise.Operation.ADD), depth, norm);
    int wide = builder.add("wide", of(6, channels, 20, 1, 1), sum);
    int mean = builder.add("mean", new Reduction(Reduction.Kind.MEAN, List.of(2, 3), false), wide);
    return builder.build(
        builder.add("out", new Dense(Draw.normal(41, 20, 4), Draw.normal(42, 4)), mean));
  }

  /** Of the sum of all outputs. */
  private static INDArray gradient(Engine engine, Network network, INDArray x) {
    Propagation passes = engine.propagation(network, Rules.GRADIENT);
    Tape tape = passes.forward(x);
    return passes.backward(tape, tape.output().mul(0).add(1)).array();
  }

  @ParameterizedTest
  @CsvSource({"16, 8", "16, 5", "7, 16", "24, 32", "5, 3"})
  void devicesAgreeOnBlocks(long a, long b) {
    devicesAgree(network(a, b), Draw.normal(5, 3, 3, 9, 7));
  }

  /** Cells that fill blocks up hold anything where a layer leaves them unwritten. */
  @ParameterizedTest
  @CsvSource({"12, 5", "20, 5", "16, 8", "16, 3", "5, 2"})
  void devicesAgreeOnPartsOfBlocks(long channels, long part) {
    devicesAgree(parts(channels, part), Draw.normal(6, 2, 3, 32, 32));
  }

  private static void devicesAgree(Network exact, INDArray x) {
    INDArray expected = Engines.of("nd4j").predict(exact, x);
    INDArray slope = gradient(Engines.of("nd4j"), exact, x);
    Network single = exact.as(DataType.FLOAT);
    INDArray rounded = x.castTo(DataType.FLOAT);
    for (var device : Engines.devices()) {
      var engine = Engines.of(device.id());
      double error = Goldens.error(expected, engine.predict(single, rounded));
      assertTrue(error <= 1e-5, device.id() + ": " + error);
      error = Goldens.error(slope, gradient(engine, single, rounded));
      assertTrue(error <= 2e-5, device.id() + " gradient: " + error);
    }
  }

  /** Where only the output is wanted, more activations run with the layer before them. */
  @ParameterizedTest
  @EnumSource(
      value = Activation.Function.class,
      names = {
        "RELU",
        "LEAKY_RELU",
        "ELU",
        "GELU",
        "GELU_TANH",
        "SILU",
        "MISH",
        "SIGMOID",
        "TANH",
        "SOFTPLUS",
        "HARD_SIGMOID",
        "HARD_SWISH",
        "CLIP"
      })
  void activationsAreFusedForward(Activation.Function function) {
    Activation f = new Activation(function, function == Activation.Function.CLIP ? -0.5 : 0.7, 0.9);
    NetworkBuilder builder = Network.builder(3, 6, 5);
    int plain = builder.add("f1", f, builder.add("plain", convolution(1, 3, 8), 0));
    int other = builder.add("other", convolution(2, 8, 8), plain);
    int norm = builder.add("f2", f, builder.add("norm", normalization(3, 8), other));
    int sum = builder.add("sum", new Elementwise(Elementwise.Operation.ADD), norm, plain);
    int flat = builder.add("flat", Reshape.flatten(), builder.add("f3", f, sum));
    int dense =
        builder.add("dense", new Dense(Draw.normal(5, 240, 7).muli(0.1), Draw.normal(6, 7)), flat);
    Network network = builder.build(builder.add("f4", f, dense));
    INDArray x = Draw.normal(9, 4, 3, 6, 5);
    INDArray expected = Engines.of("nd4j").predict(network, x);
    INDArray given =
        Engine.standard().predict(network.as(DataType.FLOAT), x.castTo(DataType.FLOAT));
    assertTrue(Goldens.error(expected, given) <= 1e-5, function.toString());
  }
}
