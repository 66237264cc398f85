package org.xai4j.core.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;

/** The reference models and values, made by other libraries in float64. */
public final class Goldens {
  private Goldens() {}

  /** Reads an array below the goldens' folder. */
  public static INDArray array(String path) {
    try (InputStream in = Goldens.class.getResourceAsStream("/goldens/" + path)) {
      return Npy.parse(in.readAllBytes(), path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static INDArray transposed(String path) {
    return array(path).transpose().dup('c');
  }

  /** The convolutional network, with the reference's layer names. */
  public static Network cnn() {
    NetworkBuilder b = Network.builder(1, 28, 28);
    int last = b.add("conv1", convolution("cnn/conv1"), 0);
    last = b.add("relu1", Activation.relu(), last);
    last = b.add("pool1", Pooling.square(Pooling.Kind.MAX, 2, 2), last);
    last = b.add("conv2", convolution("cnn/conv2"), last);
    last = b.add("relu2", Activation.relu(), last);
    last = b.add("pool2", Pooling.square(Pooling.Kind.MAX, 2, 2), last);
    last = b.add("flatten", Reshape.flatten(), last);
    last = b.add("fc1", dense("cnn/fc1"), last);
    last = b.add("relu3", Activation.relu(), last);
    return b.build(b.add("fc2", dense("cnn/fc2"), last));
  }

  /** The network for tables. */
  public static Network mlp() {
    NetworkBuilder b = Network.builder(13);
    int last = b.add("fc1", dense("mlp/fc1"), 0);
    last = b.add("relu1", Activation.relu(), last);
    last = b.add("fc2", dense("mlp/fc2"), last);
    last = b.add("relu2", Activation.relu(), last);
    return b.build(b.add("fc3", dense("mlp/fc3"), last));
  }

  /** The recurrent network, on [n, 30, 8]. */
  public static Network lstm() {
    NetworkBuilder b = Network.builder(30, 8);
    int last =
        b.add(
            "lstm",
            new Recurrent(
                Recurrent.Cell.LSTM,
                transposed("lstm/lstm.weight_ih_l0.npy"),
                transposed("lstm/lstm.weight_hh_l0.npy"),
                array("lstm/lstm.bias_ih_l0.npy"),
                array("lstm/lstm.bias_hh_l0.npy"),
                Activation.of(Activation.Function.SIGMOID),
                Activation.of(Activation.Function.TANH),
                false,
                false,
                Recurrent.Layout.BATCH_TIME_FEATURE),
            0);
    last = b.add("last", Slice.range(1, -1, Long.MAX_VALUE), last);
    last = b.add("flatten", Reshape.flatten(), last);
    return b.build(b.add("fc", dense("lstm/fc"), last));
  }

  /** A network by the name of its folder. */
  public static Network network(String name) {
    return switch (name) {
      case "cnn" -> cnn();
      case "mlp" -> mlp();
      default -> lstm();
    };
  }

  private static Dense dense(String path) {
    return new Dense(transposed(path + ".weight.npy"), array(path + ".bias.npy"));
  }

  private static Convolution convolution(String path) {
    return new Convolution(
        array(path + ".weight.npy"),
        array(path + ".bias.npy"),
        List.of(1, 1),
        List.of(0, 0, 0, 0),
        List.of(1, 1),
        1);
  }

  /** Largest absolute difference, relative to the largest absolute expected value. */
  public static double error(INDArray expected, INDArray actual) {
    double[] e = NdArrays.doubles(expected);
    double[] a = NdArrays.doubles(actual);
    if (e.length != a.length) {
      throw new AssertionError(
          java.util.Arrays.toString(expected.shape())
              + " against "
              + java.util.Arrays.toString(actual.shape()));
    }
    double scale = 0;
    double worst = 0;
    for (int i = 0; i < e.length; i++) {
      scale = Math.max(scale, Math.abs(e[i]));
      double d = Math.abs(e[i] - a[i]);
      worst = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(worst, d);
    }
    return scale == 0 ? worst : worst / scale;
  }

  /** The first rows of an array. */
  public static INDArray first(INDArray array, int rows) {
    return array.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, rows)).dup('c');
  }

  /** The inputs of a network, in a type. */
  public static INDArray inputs(String name, DataType type) {
    return array(name + "/inputs.npy").castTo(type);
  }
}
