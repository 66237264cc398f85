package org.xai4j.core.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;

/**
 * A network made ready to run: an operator per node, and the groups of nodes that run as one.
 *
 * @param network the network
 * @param operators by node
 * @param groups by the last node of the group
 * @param inner the nodes inside groups
 */
record Program(
    Network network, List<Operator> operators, Map<Integer, Group> groups, Set<Integer> inner) {
  /**
   * Layers that run as one operator.
   *
   * @param source the node the first of them reads
   * @param first of them
   * @param operator runs the group
   */
  record Group(Node source, Node first, Operator operator) {}

  static Program of(Network network) {
    return network.derive(Program.class, Program::make);
  }

  private static Program make(Network network) {
    List<Operator> operators = new ArrayList<>();
    Map<Integer, Group> groups = new HashMap<>();
    Set<Integer> inner = new HashSet<>();
    for (Node node : network.nodes()) {
      operators.add(Operators.of(node.layer()));
      if (inner.contains(node.index())) {
        continue;
      }
      if (node.layer() instanceof Convolution layer) {
        List<Node> chain = chain(network, node, l -> true);
        if (chain.size() > 2
            && chain.get(1).layer().equals(Activation.relu())
            && chain.get(2).layer() instanceof Pooling pooling) {
          PooledConvolution.of(layer, pooling)
              .ifPresent(one -> group(network, chain.subList(0, 3), one, groups, inner));
        }
      } else if (DenseStack.first(node.layer())) {
        List<Node> chain = chain(network, node, DenseStack::takes);
        DenseStack.of(chain.stream().map(Node::layer).toList())
            .ifPresent(one -> group(network, chain, one, groups, inner));
      }
    }
    return new Program(network, operators, groups, inner);
  }

  private static void group(
      Network network,
      List<Node> chain,
      Operator operator,
      Map<Integer, Group> groups,
      Set<Integer> inner) {
    Node first = chain.get(0);
    Node last = chain.get(chain.size() - 1);
    Node source = network.nodes().get(first.inputs().get(0));
    groups.put(last.index(), new Group(source, first, operator));
    chain.subList(0, chain.size() - 1).forEach(node -> inner.add(node.index()));
  }

  /** A node and those after it, as long as each is all that reads the one before, and wanted. */
  private static List<Node> chain(Network network, Node first, Predicate<Layer> wanted) {
    List<Node> chain = new ArrayList<>();
    Node last = first;
    while (true) {
      chain.add(last);
      int index = last.index();
      List<Node> readers =
          network.nodes().stream().filter(n -> n.inputs().contains(index)).toList();
      boolean alone = readers.size() == 1 && readers.get(0).inputs().size() == 1;
      if (!alone || index == network.output().index() || !wanted.test(readers.get(0).layer())) {
        return chain;
      }
      last = readers.get(0);
    }
  }

  /**
   * Whether a node begins a group that costs less as a whole than what is saved by leaving it out.
   */
  boolean fast(Node node) {
    return groups.values().stream()
        .anyMatch(
            group ->
                group.first().equals(node)
                    && group.operator() instanceof PooledConvolution pooled
                    && pooled.fewChannels());
  }

  /** The network's output alone. */
  INDArray output(INDArray inputs) {
    @Nullable INDArray[] values = new INDArray[operators.size()];
    values[0] = Ops.plain(inputs);
    for (int i = 1; i < operators.size(); i++) {
      Node node = network.nodes().get(i);
      Group group = groups.get(i);
      if (group != null) {
        values[i] = group.operator().forward(value(values, group.source().index()));
      } else if (!inner.contains(i)) {
        values[i] =
            operators
                .get(i)
                .forward(
                    node.inputs().stream()
                        .map(source -> value(values, source))
                        .toArray(INDArray[]::new));
      }
    }
    return value(values, network.output().index());
  }

  private static INDArray value(@Nullable INDArray[] values, int node) {
    return Objects.requireNonNull(values[node]);
  }

  /**
   * Runs the network and keeps what its gradient needs.
   *
   * @param grouped whether groups run as one
   */
  Tape run(INDArray inputs, boolean grouped) {
    Tape tape = new Tape(network, operators);
    tape.put(0, new Operator.Recorded(Ops.plain(inputs), Operator.Recorded.NOTHING));
    for (int i = 1; i < operators.size(); i++) {
      Node node = network.nodes().get(i);
      Group group = groups.get(i);
      if (grouped && group != null) {
        Operator.Recorded recorded = group.operator().record(tape.value(group.source()));
        tape.put(i, recorded);
        if (group.operator() instanceof PooledConvolution pooled) {
          int first = group.first().index();
          pooled
              .convolved(recorded)
              .ifPresent(z -> tape.put(first, new Operator.Recorded(z, Operator.Recorded.NOTHING)));
        }
      } else if (!grouped || !inner.contains(i)) {
        tape.entry(node);
      }
    }
    return tape;
  }
}
