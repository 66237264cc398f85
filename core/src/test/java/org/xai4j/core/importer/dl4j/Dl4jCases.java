package org.xai4j.core.importer.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.SplitRandom;

/** Random models and the comparison of their outputs with those of their networks. */
final class Dl4jCases {
  private Dl4jCases() {}

  static MultiLayerNetwork model(InputType input, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder().seed(7).dataType(DataType.FLOAT).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    if (input != null) {
      list.setInputType(input);
    }
    MultiLayerNetwork model = new MultiLayerNetwork(list.build());
    model.init();
    for (int i = 0; i < layers.length; i++) {
      randomise(model.getLayer(i).paramTable(), i);
    }
    return model;
  }

  /** Every parameter random, so that none is at a value that hides a mistake. */
  static void randomise(Map<String, INDArray> table, int seed) {
    table.forEach(
        (key, array) -> {
          SplitRandom random = SplitRandom.of(seed).split(key);
          double[] values = new double[(int) array.length()];
          boolean positive = key.endsWith("var");
          for (int i = 0; i < values.length; i++) {
            values[i] = positive ? 0.5 + random.nextDouble() : 0.4 * random.nextGaussian();
          }
          array.assign(NdArrays.array(DataType.FLOAT, values, array.shape()));
        });
  }

  static INDArray random(long seed, long... shape) {
    SplitRandom random = SplitRandom.of(seed);
    double[] values = new double[(int) java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return NdArrays.array(DataType.FLOAT, values, shape);
  }

  /** Ids of 0 to vocabulary − 1. */
  static INDArray ids(long seed, int vocabulary, long... shape) {
    SplitRandom random = SplitRandom.of(seed);
    double[] values = new double[(int) java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextInt(vocabulary);
    }
    return NdArrays.array(DataType.FLOAT, values, shape);
  }

  /** Compares at batch 1 and 5; images with their size given, for padding may depend on it. */
  static Network same(MultiLayerNetwork model, long... row) {
    Network network =
        row.length == 3 ? Dl4jImporter.convert(model, row) : Dl4jImporter.convert(model);
    for (int n : new int[] {1, 5}) {
      INDArray x = random(n, batch(n, row));
      close(model.output(x.dup(), false), network.predict(x));
    }
    return network;
  }

  static Network same(ComputationGraph model, long... row) {
    Network network = Dl4jImporter.convert(model);
    for (int n : new int[] {1, 5}) {
      INDArray x = random(n, batch(n, row));
      close(model.output(false, x.dup())[0], network.predict(x));
    }
    return network;
  }

  static long[] batch(int n, long... row) {
    long[] shape = new long[row.length + 1];
    shape[0] = n;
    System.arraycopy(row, 0, shape, 1, row.length);
    return shape;
  }

  static void close(INDArray expected, INDArray actual) {
    assertArrayEquals(expected.shape(), actual.shape());
    double[] a = NdArrays.doubles(expected);
    double[] b = NdArrays.doubles(actual);
    for (int i = 0; i < a.length; i++) {
      assertEquals(a[i], b[i], 1e-5 * Math.max(1, Math.abs(a[i])), "at " + i);
    }
  }
}
