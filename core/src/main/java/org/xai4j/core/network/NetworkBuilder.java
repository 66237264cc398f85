package org.xai4j.core.network;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.run.InputException;

/** Collects the nodes of a network in topological order. */
public final class NetworkBuilder {
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final List<Long> inputShape = new ArrayList<>();

  NetworkBuilder(long... shape) {
    for (long d : shape) {
      inputShape.add(d);
    }
    add("input", new Input());
  }

  /**
   * Adds a node.
   *
   * @param name wanted; made from the type if empty, made unique if taken
   * @param layer what it computes
   * @param inputs indices of the nodes it reads
   * @return the index of the new node
   */
  public int add(String name, Layer layer, int... inputs) {
    int index = nodes.size();
    List<Integer> from = new ArrayList<>();
    for (int i : inputs) {
      if (i < 0 || i >= index) {
        throw new IllegalArgumentException("node " + index + " cannot read node " + i);
      }
      from.add(i);
    }
    String base = name.isEmpty() ? layer.type().toLowerCase(Locale.ROOT) + index : name;
    nodes.add(new Node(index, unique(base), layer, from));
    return index;
  }

  /**
   * Gives a node another name.
   *
   * @param index of the node
   * @param name wanted; made unique if taken
   */
  public void rename(int index, String name) {
    Node node = nodes.get(index);
    names.remove(node.name());
    nodes.set(index, new Node(index, unique(name), node.layer(), node.inputs()));
  }

  private String unique(String base) {
    String unique = base;
    for (int k = 2; !names.add(unique); k++) {
      unique = base + "_" + k;
    }
    return unique;
  }

  /**
   * The nodes so far.
   *
   * @return in order
   */
  public List<Node> nodes() {
    return List.copyOf(nodes);
  }

  /**
   * Ends the network.
   *
   * @param output index of the output node; nodes it does not need are dropped
   * @return the network
   * @throws InputException if weights have different types
   */
  public Network build(int output) {
    Network all = new Network(nodes, inputShape, typeOf(nodes), Optional.empty());
    return all.upTo(nodes.get(output));
  }

  private static DataType typeOf(List<Node> nodes) {
    DataType type = null;
    for (Node n : nodes) {
      for (INDArray array : Layers.arrays(n.layer())) {
        DataType own = array.dataType();
        InputException.check(
            type == null || type == own,
            "Layer '%s' has weights of type %s where others have %s; use one type.",
            n.name(),
            own,
            type == null ? "" : type);
        type = own;
      }
    }
    return type == null ? DataType.FLOAT : type;
  }
}
