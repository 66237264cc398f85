package org.xai4j.benchmarks.speed;

import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.InstanceNormalization;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Pad;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.layer.TransposedConvolution;
import org.xai4j.core.layer.Upsample;

/** Single layers that are timed, each with inputs of the size it usually has, 64 rows. */
final class SpeedLayers {
  private static final int ROWS = 64;

  private SpeedLayers() {}

  /**
   * A layer and what it reads.
   *
   * @param layer with seeded random weights
   * @param inputs of 64 rows
   */
  record Case(Layer layer, INDArray... inputs) {}

  /** The case of a name, as {@link LayerBenchmark} lists them. */
  static Case of(String name) {
    return switch (name) {
      case "max-pooling-2" -> new Case(Pooling.square(Pooling.Kind.MAX, 2, 2), images());
      case "max-pooling-3" -> new Case(overlapping(), images());
      case "average-pooling-2" -> new Case(Pooling.square(Pooling.Kind.AVERAGE, 2, 2), images());
      case "global-average" ->
          new Case(new Reduction(Reduction.Kind.MEAN, List.of(2, 3), false), images());
      case "batch-normalization" ->
          new Case(
              new BatchNormalization(
                  random(16), random(16), random(16), random(16).muli(0).addi(1), 1e-5, 1),
              images());
      case "layer-normalization" ->
          new Case(new LayerNormalization(random(64), random(64), 1e-5), random(ROWS, 50, 64));
      case "instance-normalization" ->
          new Case(new InstanceNormalization(random(16), random(16), 1e-5), images());
      case "softmax" -> new Case(new Softmax(-1, false), random(ROWS, 4, 50, 50));
      case "add" -> new Case(new Elementwise(Elementwise.Operation.ADD), images(), images());
      case "concat" -> new Case(new Concat(1), images(), images());
      case "upsample-2" -> new Case(new Upsample(List.of(2, 2)), random(ROWS, 16, 12, 12));
      case "pad-1" ->
          new Case(
              new Pad(List.of(0, 0, 1, 1), List.of(0, 0, 1, 1), Pad.Mode.CONSTANT, 0), images());
      case "last-step" -> new Case(new Gather(1, List.of(-1L), true), random(ROWS, 30, 32));
      case "transpose" -> new Case(new Transpose(List.of(0, 2, 1, 3)), random(ROWS, 50, 4, 16));
      case "matrix-product" ->
          new Case(new MatMul(false, true), random(ROWS, 4, 50, 16), random(ROWS, 4, 50, 16));
      case "dense" -> new Case(new Dense(random(64, 256), random(256)), random(ROWS, 50, 64));
      case "simple-rnn" -> recurrent(Recurrent.Cell.SIMPLE);
      case "gru" -> recurrent(Recurrent.Cell.GRU);
      case "lstm" -> recurrent(Recurrent.Cell.LSTM);
      case "convolution-3" -> convolution(16, 32, 3, 1, 1, random(ROWS, 16, 14, 14));
      case "convolution-3-stride-2" -> convolution(16, 32, 3, 2, 1, images());
      case "convolution-3-depthwise" -> convolution(16, 16, 3, 1, 16, images());
      case "convolution-1" -> convolution(64, 64, 1, 1, 1, random(ROWS, 64, 14, 14));
      case "convolution-3-rgb" -> convolution(3, 16, 3, 1, 1, random(ROWS, 3, 32, 32));
      case "transposed-convolution-2" ->
          new Case(
              new TransposedConvolution(
                  random(16, 16, 2, 2),
                  random(16),
                  List.of(2, 2),
                  List.of(0, 0, 0, 0),
                  List.of(0, 0),
                  List.of(1, 1),
                  1),
              random(ROWS, 16, 12, 12));
      default -> new Case(activation(name), images());
    };
  }

  private static Activation activation(String name) {
    Activation.Function function =
        Activation.Function.valueOf(name.replace('-', '_').toUpperCase(Locale.ROOT));
    return new Activation(function, function == Activation.Function.LEAKY_RELU ? 0.01 : 1, 1);
  }

  private static INDArray images() {
    return random(ROWS, 16, 24, 24);
  }

  private static Pooling overlapping() {
    List<Integer> ones = List.of(1, 1);
    return new Pooling(
        Pooling.Kind.MAX, List.of(3, 3), List.of(2, 2), List.of(1, 1, 1, 1), ones, false, true);
  }

  /** The input keeps its size but for the stride. */
  private static Case convolution(
      int in, int out, int kernel, int stride, int groups, INDArray inputs) {
    int pad = kernel / 2;
    return new Case(
        new Convolution(
            random(out, in / groups, kernel, kernel),
            random(out),
            List.of(stride, stride),
            List.of(pad, pad, pad, pad),
            List.of(1, 1),
            groups),
        inputs);
  }

  /** 32 units over 30 steps of 8 features. */
  private static Case recurrent(Recurrent.Cell cell) {
    int width = 32 * cell.blocks();
    Recurrent layer =
        new Recurrent(
            cell,
            random(8, width),
            random(32, width),
            random(width),
            random(width),
            Activation.of(Activation.Function.SIGMOID),
            Activation.of(Activation.Function.TANH),
            true,
            false,
            Recurrent.Layout.BATCH_TIME_FEATURE);
    return new Case(layer, random(ROWS, 30, 8));
  }

  private static INDArray random(long... shape) {
    return SpeedModels.random(0.5, shape);
  }
}
