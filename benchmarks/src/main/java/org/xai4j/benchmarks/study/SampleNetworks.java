package org.xai4j.benchmarks.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Activation.Function;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.run.SplitRandom;

/** Random networks of the kinds that {@link LrpVersusGradient} compares. */
final class SampleNetworks {
  private static final int UNITS = 24;

  private final SplitRandom random;

  private SplitRandom next;

  private SampleNetworks(long seed) {
    random = SplitRandom.of(seed);
    next = random;
  }

  /**
   * The networks by name, in float64.
   *
   * @param seed of the weights
   * @return in order
   */
  static Map<String, Network> all(long seed) {
    SampleNetworks make = new SampleNetworks(seed);
    Map<String, Network> all = new LinkedHashMap<>();
    Map<String, Activation> activations = new LinkedHashMap<>();
    activations.put("ReLU", Activation.relu());
    activations.put("leaky ReLU", new Activation(Function.LEAKY_RELU, 0.1, 0));
    activations.put("square", new Activation(Function.POWER, 2, 0));
    activations.put("tanh", Activation.of(Function.TANH));
    activations.put("sigmoid", Activation.of(Function.SIGMOID));
    activations.put("GELU", Activation.of(Function.GELU));
    activations.put("SiLU", Activation.of(Function.SILU));
    for (Map.Entry<String, Activation> entry : activations.entrySet()) {
      for (boolean biases : new boolean[] {true, false}) {
        make.next = make.random.split(entry.getKey());
        String name = entry.getKey() + (biases ? "" : ", no biases");
        all.put(name, make.layers(entry.getValue(), biases));
      }
    }
    make.next = make.random.split("images");
    all.put("max-pooling", make.images(Pooling.Kind.MAX, false));
    all.put("average pooling", make.images(Pooling.Kind.AVERAGE, false));
    all.put("batch norm", make.images(Pooling.Kind.MAX, true));
    all.put("residual sum", make.residual());
    all.put("LSTM", make.lstm());
    return all;
  }

  /**
   * Inputs of a network.
   *
   * @param network of {@link #all}
   * @param seed of the values
   * @param rows how many
   * @return standard normal values [rows, …]
   */
  static INDArray inputs(Network network, long seed, int rows) {
    long[] shape = new long[network.inputShape().size() + 1];
    shape[0] = rows;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = network.inputShape().get(i - 1);
    }
    SampleNetworks make = new SampleNetworks(seed);
    make.next = make.random.split("inputs");
    return make.normal(1, shape);
  }

  private INDArray normal(double scale, long... shape) {
    long length = 1;
    for (long d : shape) {
      length *= d;
    }
    double[] values = new double[(int) length];
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * next.nextGaussian();
    }
    return NdArrays.array(DataType.DOUBLE, values, shape);
  }

  private Dense dense(int in, int out, boolean bias) {
    return new Dense(normal(Math.sqrt(2.0 / in), in, out), normal(bias ? 0.3 : 0, out));
  }

  private Convolution convolution(int in, int out) {
    return new Convolution(
        normal(Math.sqrt(2.0 / (9 * in)), out, in, 3, 3),
        normal(0.3, out),
        List.of(1, 1),
        List.of(1, 1, 1, 1),
        List.of(1, 1),
        1);
  }

  private Network layers(Layer activation, boolean biases) {
    return Network.sequential(
        new long[] {12},
        dense(12, UNITS, biases),
        activation,
        dense(UNITS, UNITS, biases),
        activation,
        dense(UNITS, 4, biases));
  }

  private Layer norm(int channels, boolean present) {
    if (!present) {
      return new Dropout();
    }
    INDArray variance = normal(1, channels);
    return new BatchNormalization(
        normal(1, channels),
        normal(0.3, channels),
        normal(0.3, channels),
        variance.mul(variance).addi(0.5),
        1e-3,
        1);
  }

  private Network images(Pooling.Kind kind, boolean norms) {
    return Network.sequential(
        new long[] {2, 8, 8},
        convolution(2, 6),
        norm(6, norms),
        Activation.relu(),
        Pooling.square(kind, 2, 2),
        convolution(6, 6),
        Activation.relu(),
        norm(6, norms),
        Pooling.square(kind, 2, 2),
        Reshape.flatten(),
        dense(24, 4, true));
  }

  private Network residual() {
    NetworkBuilder b = Network.builder(12);
    int first = b.add("", dense(12, UNITS, true), 0);
    int active = b.add("", Activation.relu(), first);
    int second = b.add("", dense(UNITS, UNITS, true), active);
    int sum = b.add("", new Elementwise(Elementwise.Operation.ADD), second, active);
    int last = b.add("", Activation.relu(), sum);
    return b.build(b.add("", dense(UNITS, 4, true), last));
  }

  private Network lstm() {
    int width = 4 * UNITS;
    return Network.sequential(
        new long[] {10, 6},
        new Recurrent(
            Recurrent.Cell.LSTM,
            normal(0.4, 6, width),
            normal(0.2, UNITS, width),
            normal(0.1, width),
            normal(0, width),
            Activation.of(Function.SIGMOID),
            Activation.of(Function.TANH),
            false,
            false,
            Recurrent.Layout.BATCH_TIME_FEATURE),
        new Gather(1, List.of(-1L), true),
        dense(UNITS, 4, true));
  }
}
