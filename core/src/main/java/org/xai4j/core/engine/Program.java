package org.xai4j.core.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Convolution;
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
   * Convolution, rectifier and pooling as one operator.
   *
   * @param source the node the convolution reads
   * @param first the convolution
   * @param operator runs the group
   */
  record Group(Node source, Node first, PooledConvolution operator) {}

  static Program of(Network network) {
    return network.derive(Program.class, Program::make);
  }

  private static Program make(Network network) {
    List<Operator> operators = new ArrayList<>();
    Map<Integer, Group> groups = new HashMap<>();
    Set<Integer> inner = new HashSet<>();
    for (Node node : network.nodes()) {
      operators.add(Operators.of(node.layer()));
      if (node.layer() instanceof Pooling pooling) {
        Node relu = onlySource(network, node);
        Node first = onlySource(network, relu);
        if (relu.layer().equals(Activation.relu()) && first.layer() instanceof Convolution layer) {
          PooledConvolution.of(layer, pooling)
              .ifPresent(
                  operator -> {
                    Node source = network.nodes().get(first.inputs().get(0));
                    groups.put(node.index(), new Group(source, first, operator));
                    inner.add(first.index());
                    inner.add(relu.index());
                  });
        }
      }
    }
    return new Program(network, operators, groups, inner);
  }

  /** The node another reads, if no other node reads it; else the reader itself. */
  private static Node onlySource(Network network, Node reader) {
    if (reader.inputs().size() != 1) {
      return reader;
    }
    Node source = network.nodes().get(reader.inputs().get(0));
    long readers =
        network.nodes().stream().filter(n -> n.inputs().contains(source.index())).count();
    return readers == 1 ? source : reader;
  }

  /**
   * Whether a node begins a group that costs less as a whole than what is saved by leaving it out.
   */
  boolean fast(Node node) {
    return groups.values().stream()
        .anyMatch(group -> group.first().equals(node) && group.operator().fewChannels());
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
        tape.put(i, group.operator().record(tape.value(group.source())));
      } else if (!grouped || !inner.contains(i)) {
        tape.entry(node);
      }
    }
    return tape;
  }
}
