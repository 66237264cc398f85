package org.xai4j.gradient.deeplift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.NodeShapes;

/**
 * A network in which layers that read values with another axis in front, as {@code
 * nn.TransformerEncoder} has time, work on them with the rows first: rows and their references are
 * then the halves of what a rule reads. The network's function is the same.
 */
final class RowsFirst {
  private final NetworkBuilder builder;

  /** By node of the old network its value as it was, and with the rows first; −1 for none yet. */
  private final int[] plain;

  private final int[] front;

  /** By node with the rows first the axis that they had. */
  private final int[] axes;

  private final List<long[]> shapes;

  private RowsFirst(Network network, List<long[]> shapes) {
    builder = Network.builder(network.inputShape().stream().mapToLong(d -> d).toArray());
    this.shapes = shapes;
    int count = network.nodes().size();
    plain = new int[count];
    front = new int[count];
    axes = new int[count];
    Arrays.fill(plain, -1);
    Arrays.fill(front, -1);
  }

  /**
   * Turns what has to be turned.
   *
   * @param network without recurrent layers
   * @param inputs any batch it takes, for the lengths
   * @return the network itself if every rule meets rows first; layers that cannot be turned stay
   */
  static Network of(Network network, INDArray inputs) {
    RescaleRules rules = RescaleRules.of(network);
    if (network.nodes().stream().noneMatch(rules::meetsOthersFirst)) {
      return network;
    }
    List<long[]> two = shapes(network, inputs, 2);
    List<long[]> three = shapes(network, inputs, 3);
    RowsFirst turning = new RowsFirst(network, two);
    for (Node node : network.nodes()) {
      Optional<Layer> turned = Optional.empty();
      int axis = -1;
      if (rules.meetsOthersFirst(node) || feeds(network, node, rules)) {
        axis = axis(node, two, three);
        int rank = two.get(node.inputs().get(0)).length;
        turned = axis > 0 ? turned(node.layer(), axis, rank) : Optional.empty();
      }
      turning.add(node, turned.orElse(node.layer()), turned.isPresent() ? axis : -1);
    }
    return turning.builder.build(turning.plain(network.output().index()));
  }

  /** Whether a dense layer's only reader is a function that is turned: both are read as one. */
  private static boolean feeds(Network network, Node node, RescaleRules rules) {
    List<Node> readers =
        network.nodes().stream().filter(n -> n.inputs().contains(node.index())).toList();
    return node.layer() instanceof Dense
        && readers.size() == 1
        && readers.get(0).layer() instanceof Activation
        && rules.meetsOthersFirst(readers.get(0));
  }

  private void add(Node node, Layer layer, int axis) {
    int index = node.index();
    if (index == 0) {
      plain[0] = 0;
    } else if (axis < 0) {
      int[] sources = node.inputs().stream().mapToInt(this::plain).toArray();
      plain[index] = builder.add(node.name(), layer, sources);
    } else {
      int[] sources = node.inputs().stream().mapToInt(i -> front(i, axis)).toArray();
      front[index] = builder.add(node.name(), layer, sources);
      axes[index] = axis;
    }
  }

  /** The place of a node's value as it was. */
  private int plain(int index) {
    if (plain[index] < 0) {
      List<Integer> back = new ArrayList<>();
      for (int i = 0; i < shapes.get(index).length; i++) {
        back.add(i < axes[index] ? i + 1 : i == axes[index] ? 0 : i);
      }
      plain[index] = builder.add("", new Transpose(back), front[index]);
    }
    return plain[index];
  }

  /** The place of a node's value with that axis in front. */
  private int front(int index, int axis) {
    if (front[index] < 0 || axes[index] != axis) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < shapes.get(index).length; i++) {
        order.add(i == 0 ? axis : i <= axis ? i - 1 : i);
      }
      int moved = builder.add("", new Transpose(order), plain(index));
      if (front[index] >= 0) {
        return moved;
      }
      front[index] = moved;
      axes[index] = axis;
    }
    return front[index];
  }

  private static List<long[]> shapes(Network network, INDArray inputs, long rows) {
    long[] batch = inputs.shape().clone();
    batch[0] = rows;
    return NodeShapes.of(network, batch);
  }

  /** The axis that counts the rows in all that a node reads; −1 if there is no such one. */
  private static int axis(Node node, List<long[]> two, List<long[]> three) {
    int found = -1;
    int rank = two.get(node.inputs().get(0)).length;
    for (int source : node.inputs()) {
      long[] a = two.get(source);
      long[] b = three.get(source);
      int own = -1;
      int grow = 0;
      for (int i = 0; i < a.length; i++) {
        grow += a[i] == b[i] ? 0 : 1;
        own = a[i] == 2 && b[i] == 3 ? i : own;
      }
      if (grow != 1 || own < 0 || a.length != rank || (found >= 0 && found != own)) {
        return -1;
      }
      found = own;
    }
    return found;
  }

  /** The layer on arrays with that axis in front. */
  private static Optional<Layer> turned(Layer layer, int axis, int rank) {
    if (layer instanceof Softmax s) {
      int along = s.axis() < 0 ? s.axis() + rank : s.axis();
      return along == axis
          ? Optional.empty()
          : Optional.of(new Softmax(along < axis ? along + 1 : along, s.logarithm(), s.guarded()));
    }
    boolean same =
        layer instanceof Activation
            || (layer instanceof Dense && axis < rank - 1)
            || layer instanceof Elementwise
            || (layer instanceof LayerNormalization l && axis < rank - l.gamma().rank())
            || (layer instanceof MatMul && axis < rank - 2);
    return same ? Optional.of(layer) : Optional.empty();
  }
}
