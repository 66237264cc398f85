package org.xai4j.gradient.cam;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer.Attributor;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Tensor;

/** What the methods of class activation mapping share. */
final class Cam {
  private Cam() {}

  /** How the channels of one row become one map. */
  @FunctionalInterface
  interface Map {
    /**
     * Combines channels.
     *
     * @param a activations [channels][cells]
     * @param g gradients of the score with respect to them
     * @return [cells]
     */
    double[] of(double[][] a, double[][] g);
  }

  /**
   * Maps made of a layer's activations and gradients.
   *
   * @param method says what becomes of the maps
   */
  static Attributor attributor(
      Network model, Node node, Context context, CamExplainer method, Map map) {
    Propagation propagation = context.engine().propagation(model, Rules.GRADIENT);
    ImageLayout layout = model.layout(node);
    return rows -> {
      Tape tape = propagation.forward(rows.inputs());
      Tensor signal = rows.signal(tape.output());
      INDArray gradient =
          layout.toChannelsFirst(propagation.backward(tape, model.output(), signal, node).array());
      INDArray values = layout.toChannelsFirst(tape.value(node).array());
      check(node, values);
      double[][][] a = channels(values);
      double[][][] g = channels(gradient);
      double[][] maps = new double[a.length][];
      for (int i = 0; i < maps.length; i++) {
        maps[i] = map.of(a[i], g[i]);
      }
      return finished(maps, values, rows.inputs(), method);
    };
  }

  /** Checks that a layer gives channels over cells. */
  static void check(Node node, INDArray values) {
    InputException.check(
        values.rank() == 3 || values.rank() == 4,
        "Layer '%s' gives the shape [n%s, but activation maps need [n, channels, …]; choose another.",
        node.name(),
        Arrays.toString(values.shape()).replaceFirst("\\[\\d+", ""));
  }

  /** [row][channel][cell]. */
  static double[][][] channels(INDArray values) {
    int n = (int) values.size(0);
    int c = (int) values.size(1);
    double[] flat = NdArrays.doubles(values);
    int cells = flat.length / (n * c);
    double[][][] result = new double[n][c][];
    for (int i = 0; i < n * c; i++) {
      result[i / c][i % c] = Arrays.copyOfRange(flat, i * cells, (i + 1) * cells);
    }
    return result;
  }

  /** Σ over channels of weight · activation. */
  static double[] weighted(double[] weights, double[][] a) {
    double[] map = new double[a[0].length];
    for (int c = 0; c < a.length; c++) {
      for (int s = 0; s < map.length; s++) {
        map[s] += weights[c] * a[c][s];
      }
    }
    return map;
  }

  /** Maps as an attribution: of the layer's resolution [n, 1, …], or of the input's shape. */
  static INDArray finished(double[][] maps, INDArray values, INDArray inputs, CamExplainer method) {
    if (method.relu()) {
      for (double[] map : maps) {
        for (int s = 0; s < map.length; s++) {
          map[s] = Math.max(map[s], 0);
        }
      }
    }
    if (method.raw()) {
      long[] shape = values.shape().clone();
      shape[1] = 1;
      double[] flat = Arrays.stream(maps).flatMapToDouble(Arrays::stream).toArray();
      return NdArrays.array(values.dataType(), flat, shape);
    }
    InputException.check(
        inputs.rank() == values.rank(),
        "A map over %d axes cannot be enlarged to inputs of the shape %s; set raw=true to keep the"
            + " layer's resolution.",
        values.rank() - 2,
        Arrays.toString(inputs.shape()));
    int[] from = Enlargement.sides(values);
    int[] to = Enlargement.sides(inputs);
    int channels = (int) inputs.size(1);
    int cells = to[0] * to[1];
    double[] flat = new double[maps.length * channels * cells];
    for (int i = 0; i < maps.length; i++) {
      double[] wide = method.enlarge().resize(maps[i], from[0], from[1], to[0], to[1]);
      for (int c = 0; c < channels; c++) {
        System.arraycopy(wide, 0, flat, (i * channels + c) * cells, cells);
      }
    }
    return NdArrays.array(inputs.dataType(), flat, inputs.shape());
  }
}
