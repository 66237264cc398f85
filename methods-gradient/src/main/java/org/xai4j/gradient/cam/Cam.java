package org.xai4j.gradient.cam;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.AttributionExplainer.Attributor;
import org.xai4j.core.explain.Context;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.network.Cuts;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Layers;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Tensor;

/** What the methods of class activation mapping share. */
final class Cam {
  /** Numbers of a network whose weights may lie a second time, so that no layer runs twice. */
  private static final long SMALL = 1L << 22;

  private Cam() {}

  /** How the channels of each row become one map. */
  @FunctionalInterface
  interface Map {
    /**
     * Combines channels.
     *
     * @param a activations [n, channels, …]
     * @param g gradients of the score with respect to them, of the same shape
     * @return [n, 1, …]
     */
    Tensor of(Tensor a, Tensor g);
  }

  /**
   * Maps made of a layer's activations and gradients.
   *
   * @param method says what becomes of the maps
   */
  static Attributor attributor(
      Network model, Node node, Context context, CamExplainer method, Map map) {
    Network run = small(model) ? Cuts.apart(model, node) : model;
    Propagation propagation = context.engine().propagation(run, Rules.GRADIENT);
    ImageLayout layout = model.layout(node);
    return rows -> {
      Tape tape = propagation.forward(rows.inputs());
      Tensor signal = rows.signal(tape.output());
      Tensor gradient = propagation.backward(tape, run.output(), signal, node);
      Tensor values = layout.toChannelsFirst(tape.value(node));
      check(node, values);
      return finished(
          map.of(values, layout.toChannelsFirst(gradient)), rows.inputs(), method, model);
    };
  }

  private static boolean small(Network model) {
    return model.nodes().stream().mapToLong(n -> Layers.parameters(n.layer())).sum() < SMALL;
  }

  /** Checks that a layer gives channels over cells. */
  static void check(Node node, Tensor values) {
    InputException.check(
        values.rank() >= 3 && values.rank() <= 5,
        "Layer '%s' gives the shape [n%s, but activation maps need [n, channels, …] with one to three"
            + " axes behind; choose another.",
        node.name(),
        Arrays.toString(values.shape()).replaceFirst("\\[\\d+", ""));
  }

  /** The axes of a layer's cells. */
  static int[] cells(Tensor values) {
    return IntStream.range(2, values.rank()).toArray();
  }

  /** The mean over cells [n, channels, 1, …]. */
  static Tensor mean(Tensor values) {
    double cells = (double) values.length() / (values.size(0) * values.size(1));
    return values.sum(cells(values)).mul(1 / cells);
  }

  /**
   * Maps as an attribution: of the layer's resolution [n, 1, …], or of the input's shape.
   *
   * @param maps [n, 1, …]
   * @param model keeps what enlarges maps
   */
  static INDArray finished(Tensor maps, INDArray inputs, CamExplainer method, Network model) {
    Tensor shown = method.relu() ? maps.positive() : maps;
    if (method.raw()) {
      return shown.array();
    }
    return enlarged(shown, inputs, method.enlarge(), model).broadcast(inputs.shape()).array();
  }

  /**
   * Maps with the sides of the input.
   *
   * @param maps [n, c, …]
   * @param model keeps what enlarges maps
   * @throws InputException if the input's axes are not those of the maps
   */
  static Tensor enlarged(Tensor maps, INDArray inputs, Enlargement how, Network model) {
    InputException.check(
        inputs.rank() == maps.rank(),
        "A map over %d axes cannot be enlarged to inputs of the shape %s; set raw=true to keep the"
            + " layer's resolution.",
        maps.rank() - 2,
        Arrays.toString(inputs.shape()));
    InputException.check(
        inputs.rank() < 5 || !turned(model),
        "Maps are enlarged to volumes [n, channels, depth, height, width]; this model takes them in"
            + " another order, so take a method whose maps keep the layer's resolution (raw=true).");
    return how.resize(maps, inputs, model);
  }

  /** Whether axes of volumes are exchanged anywhere: then their order at the input is not known. */
  private static boolean turned(Network model) {
    return model.nodes().stream()
        .anyMatch(n -> n.layer() instanceof Transpose t && t.permutation().size() == 5);
  }

  /** [row][channel][cell]. */
  static double[][][] channels(Tensor values) {
    int n = (int) values.size(0);
    int c = (int) values.size(1);
    double[] flat = values.doubles();
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

  /** Maps [row][cell] as a tensor [rows, 1, …] beside the layer's values. */
  static Tensor maps(double[][] maps, Tensor values) {
    long[] shape = values.shape();
    shape[0] = maps.length;
    shape[1] = 1;
    double[] flat = new double[maps.length * maps[0].length];
    for (int i = 0; i < maps.length; i++) {
      System.arraycopy(maps[i], 0, flat, i * maps[i].length, maps[i].length);
    }
    return values.device().of(values.type(), flat, shape);
  }
}
