package org.xai4j.core.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * A network made ready to run on a device: an operator per node, and the groups of nodes that run
 * as one.
 *
 * @param network the network
 * @param device where it runs
 * @param operators by node
 * @param groups by the last node of the group
 * @param inner the nodes inside groups
 * @param readers how many nodes read each node, groups taken as one; the output has one more
 */
record Program(
    Network network,
    Device device,
    List<Operator> operators,
    Map<Integer, Group> groups,
    Set<Integer> inner,
    List<Integer> readers) {
  /** The longest chain that a device is asked to run as one. */
  private static final int CHAIN = 4;

  /**
   * Layers that run as one operator.
   *
   * @param sources the nodes the first of them reads
   * @param first of them
   * @param operator runs the group
   */
  record Group(List<Integer> sources, Node first, Operator operator) {}

  static Program of(Network network, Device device) {
    List<Operator> operators = new ArrayList<>();
    Map<Integer, Group> groups = new HashMap<>();
    Set<Integer> inner = new HashSet<>();
    for (Node node : network.nodes()) {
      operators.add(device.operator(node.layer()));
      if (node.index() > 0 && !inner.contains(node.index()) && !groups.containsKey(node.index())) {
        group(network, device, node, groups, inner);
      }
    }
    return new Program(network, device, operators, groups, inner, readers(network, groups, inner));
  }

  /** The longest chain from a node on that the device runs as one, if there is any. */
  private static void group(
      Network network, Device device, Node node, Map<Integer, Group> groups, Set<Integer> inner) {
    List<Node> chain = chain(network, node);
    for (int length = chain.size(); length > 1; length--) {
      List<Node> part = chain.subList(0, length);
      Optional<Operator> one = device.fused(part.stream().map(Node::layer).toList());
      if (one.isPresent()) {
        groups.put(part.get(length - 1).index(), new Group(node.inputs(), node, one.get()));
        part.subList(0, length - 1).forEach(n -> inner.add(n.index()));
        return;
      }
    }
  }

  /** A node and those after it, as long as each is all that reads the one before. */
  private static List<Node> chain(Network network, Node first) {
    List<Node> chain = new ArrayList<>();
    Node last = first;
    while (true) {
      chain.add(last);
      int index = last.index();
      List<Node> readers =
          network.nodes().stream().filter(n -> n.inputs().contains(index)).toList();
      boolean alone = readers.size() == 1 && readers.get(0).inputs().size() == 1;
      if (!alone || index == network.output().index() || chain.size() == CHAIN) {
        return chain;
      }
      last = readers.get(0);
    }
  }

  private static List<Integer> readers(
      Network network, Map<Integer, Group> groups, Set<Integer> inner) {
    int[] count = new int[network.nodes().size()];
    count[network.output().index()]++;
    for (Node node : network.nodes()) {
      Group group = groups.get(node.index());
      if (!inner.contains(node.index())) {
        (group == null ? node.inputs() : group.sources()).forEach(source -> count[source]++);
      }
    }
    return java.util.Arrays.stream(count).boxed().toList();
  }

  /** The network's output alone; values go when their last reader has run. */
  Tensor output(INDArray inputs) {
    @Nullable Tensor[] values = new Tensor[operators.size()];
    int[] open = readers.stream().mapToInt(i -> i).toArray();
    values[0] = device.of(inputs).retain();
    for (int i = 1; i < operators.size(); i++) {
      if (inner.contains(i)) {
        continue;
      }
      Group group = groups.get(i);
      List<Integer> sources = group == null ? network.nodes().get(i).inputs() : group.sources();
      Operator operator = group == null ? operators.get(i) : group.operator();
      Tensor[] read = sources.stream().map(s -> value(values, s)).toArray(Tensor[]::new);
      values[i] = device.step(() -> new Tensor[] {operator.forward(read)})[0].retain();
      for (int source : sources) {
        if (--open[source] == 0) {
          value(values, source).release();
          values[source] = null;
        }
      }
    }
    return value(values, network.output().index());
  }

  private static Tensor value(@Nullable Tensor[] values, int node) {
    return Objects.requireNonNull(values[node]);
  }

  /**
   * Runs the network and keeps what its gradient needs.
   *
   * @param grouped whether groups run as one
   */
  Tape run(Tensor inputs, boolean grouped) {
    Tape tape = new Tape(network, operators, device);
    tape.put(0, Operator.Recorded.of(inputs));
    for (int i = 1; i < operators.size(); i++) {
      Group group = groups.get(i);
      if (grouped && group != null) {
        Tensor[] read = tape.values(group.sources());
        tape.put(i, group.operator().record(read));
      } else if (!grouped || !inner.contains(i)) {
        tape.entry(network.nodes().get(i));
      }
    }
    return tape;
  }
}
