package org.xai4j.core.importer.onnx.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;

/** The nodes made so far. Those that later turn out to be unneeded do not reach the network. */
public final class Draft {
  private final List<Node> nodes = new ArrayList<>();
  private final Set<Integer> provisional = new HashSet<>();

  /**
   * A node in the making.
   *
   * @param name wanted
   * @param layer what it computes
   * @param inputs indices of the nodes it reads
   * @param shape of its output in each probe
   */
  public record Node(String name, Layer layer, List<Integer> inputs, Twin<long[]> shape) {
    Node named(String newName) {
      return new Node(newName, layer, inputs, shape);
    }
  }

  /** Starts with the explained input. */
  public Draft(Twin<long[]> inputShape) {
    nodes.add(new Node("input", new Input(), List.of(), inputShape));
  }

  public GraphTensor.Computed add(Node node, boolean keepName) {
    int index = nodes.size();
    nodes.add(node);
    if (!keepName) {
      provisional.add(index);
    }
    return tensor(index);
  }

  public Node node(int index) {
    return nodes.get(index);
  }

  /** The first node that fits. */
  public OptionalInt first(Predicate<Node> fits) {
    return IntStream.range(0, nodes.size()).filter(i -> fits.test(nodes.get(i))).findFirst();
  }

  /** The node an index of another node's inputs stands for. */
  public Node input(Node node, int place) {
    return nodes.get(node.inputs().get(place));
  }

  public GraphTensor.Computed tensor(int index) {
    return new GraphTensor.Computed(index, nodes.get(index).shape());
  }

  /** Whether a node has its final name. */
  public boolean settled(int index) {
    return !provisional.contains(index);
  }

  /** Gives the node that ends a conversion the name of the ONNX node. */
  public void settle(int index, String name) {
    if (provisional.remove(index)) {
      nodes.set(index, nodes.get(index).named(name));
    }
  }

  /** The network; its input bears a name of its own where there are several. */
  public Network build(String input, long[] row, DataType type, int output) {
    Set<Integer> needed = new HashSet<>();
    List<Integer> open = new ArrayList<>(List.of(output));
    while (!open.isEmpty()) {
      int index = open.remove(open.size() - 1);
      if (needed.add(index)) {
        open.addAll(nodes.get(index).inputs());
      }
    }
    NetworkBuilder builder = Network.builder(row);
    Map<Integer, Integer> places = new HashMap<>(Map.of(0, 0));
    int last = 0;
    for (int i = 1; i <= output; i++) {
      if (needed.contains(i)) {
        Node node = nodes.get(i);
        int[] from =
            node.inputs().stream().mapToInt(j -> Objects.requireNonNull(places.get(j))).toArray();
        last = builder.add(node.name(), node.layer(), from);
        places.put(i, last);
      }
    }
    if (needed.stream().anyMatch(i -> i > 0 && nodes.get(i).layer() instanceof Input)) {
      builder.rename(0, input);
    }
    return builder.build(last).as(type);
  }
}
