package org.xai4j.core.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.cells.RepeatRows;
import org.xai4j.core.run.InputException;

/** Parts of networks. A network may be thousands of layers deep: no recursion. */
public final class Cuts {
  private Cuts() {}

  /**
   * A network with one more layer that reads some of its nodes and is the new output.
   *
   * @param network any network
   * @param name of the new layer
   * @param layer takes as many inputs
   * @param inputs indices of the nodes it reads
   * @return a new network
   */
  public static Network append(Network network, String name, Layer layer, int... inputs) {
    List<Node> more = new ArrayList<>(network.nodes());
    more.add(new Node(more.size(), name, layer, Arrays.stream(inputs).boxed().toList()));
    return network.of(more);
  }

  /**
   * The same network, in which a node's value is never inside layers that run as one: who reads it
   * after a pass does not have it computed again. All nodes up to it keep their place.
   *
   * @param network any network
   * @param node of it
   * @return itself where nothing runs as one with what follows the node
   */
  public static Network apart(Network network, Node node) {
    List<Node> readers =
        network.nodes().stream().filter(n -> n.inputs().contains(node.index())).toList();
    if (readers.size() != 1) {
      return network;
    }
    return network.derive(List.of("apart", node.index()), whole -> parted(whole, node.index()));
  }

  private static Network parted(Network network, int node) {
    List<Node> nodes = new ArrayList<>();
    for (Node n : network.nodes()) {
      List<Integer> inputs = n.inputs().stream().map(i -> i < node ? i : i + 1).toList();
      nodes.add(n.index() > node ? new Node(n.index() + 1, n.name(), n.layer(), inputs) : n);
      if (n.index() == node) {
        // The identity: no device runs it as one with other layers.
        nodes.add(new Node(node + 1, n.name() + "'", new Dropout(), List.of(node)));
      }
    }
    return network.of(nodes);
  }

  static Network upTo(Network network, Node node) {
    Set<Integer> needed = new HashSet<>(Set.of(0));
    List<Integer> open = new ArrayList<>(List.of(node.index()));
    while (!open.isEmpty()) {
      int next = open.remove(open.size() - 1);
      if (needed.add(next)) {
        open.addAll(network.nodes().get(next).inputs());
      }
    }
    return rebuilt(network, needed, 0, network.inputShape(), node, Node::layer, network.told());
  }

  /**
   * The part of a network that starts at a node, where what goes around the node is held: further
   * inputs of the part, for {@link Network#withHeld}.
   *
   * @param network any network
   * @param node becomes the input
   * @param held indices of the nodes that are held, with the shapes of their rows
   * @param shape shape of one row of the node's output, without the batch axis
   * @return a network of the nodes that follow
   * @throws InputException if another path from the input to the output goes around the node
   */
  public static Network from(
      Network network, Node node, Map<Integer, List<Long>> held, long... shape) {
    Set<Integer> needed = new HashSet<>();
    needed.add(node.index());
    List<Integer> open = new ArrayList<>(List.of(network.output().index()));
    while (!open.isEmpty()) {
      int i = open.remove(open.size() - 1);
      if (needed.add(i) && !held.containsKey(i)) {
        InputException.check(
            i != 0, "The network cannot be cut at layer '%s': a path goes around it.", node.name());
        open.addAll(followed(network.nodes().get(i)));
      }
    }
    return rebuilt(
        network,
        needed,
        node.index(),
        Arrays.stream(shape).boxed().toList(),
        network.output(),
        n ->
            n.index() == node.index()
                ? new Input()
                : held.containsKey(n.index())
                    ? new Input(Objects.requireNonNull(held.get(n.index())))
                    : n.layer(),
        Optional.of(network.layout(node)));
  }

  /** What a node reads: of an input that tells the number of rows alone any other does as well. */
  private static List<Integer> followed(Node node) {
    return node.layer() instanceof RepeatRows ? node.inputs().subList(0, 1) : node.inputs();
  }

  /**
   * The nodes whose values go around a node: read behind it, dependent on the input, but not
   * through the node.
   *
   * @param network any network
   * @param node of it
   * @return in order
   */
  public static List<Node> around(Network network, Node node) {
    boolean[] behind = new boolean[network.nodes().size()];
    boolean[] depends = new boolean[behind.length];
    behind[node.index()] = true;
    depends[0] = true;
    for (Node n : network.nodes()) {
      for (int source : followed(n)) {
        behind[n.index()] |= behind[source];
        depends[n.index()] |= depends[source];
      }
    }
    Set<Integer> read = new HashSet<>();
    for (Node n : network.nodes()) {
      if (behind[n.index()] && n.index() != node.index()) {
        read.addAll(followed(n));
      }
    }
    return network.nodes().stream()
        .filter(n -> read.contains(n.index()) && depends[n.index()] && !behind[n.index()])
        .toList();
  }

  private static Network rebuilt(
      Network network,
      Set<Integer> needed,
      int first,
      List<Long> shape,
      Node last,
      Function<Node, Layer> layerOf,
      Optional<ImageLayout> told) {
    Map<Integer, Integer> place = new HashMap<>();
    List<Node> kept = new ArrayList<>();
    Map<String, INDArray> held = new LinkedHashMap<>();
    // The input comes first, whatever its old index.
    List<Node> order =
        network.nodes().stream()
            .filter(n -> needed.contains(n.index()))
            .sorted(Comparator.comparing(n -> n.index() != first))
            .toList();
    for (Node n : order) {
      Layer layer = layerOf.apply(n);
      List<Integer> inputs = new ArrayList<>();
      for (int source : layer instanceof Input ? List.<Integer>of() : n.inputs()) {
        boolean rows = layer instanceof RepeatRows && inputs.size() == 1;
        inputs.add(rows ? 0 : Objects.requireNonNull(place.get(source)));
      }
      place.put(n.index(), kept.size());
      kept.add(new Node(kept.size(), n.name(), layer, inputs));
      INDArray values = network.held().get(n.name());
      if (values != null && n.layer() instanceof Input) {
        held.put(n.name(), values);
      }
      if (n.index() == last.index()) {
        break;
      }
    }
    return new Network(kept, shape, network.type(), told, held);
  }
}
