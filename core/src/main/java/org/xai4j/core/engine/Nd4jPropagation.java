package org.xai4j.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Input;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;

/** Forward and backward passes of one network under given rules. */
final class Nd4jPropagation implements Propagation {
  private final Program program;
  private final List<Rule.Step> steps = new ArrayList<>();

  /** Groups run as one under the gradient only: other rules tell their layers apart. */
  private final boolean grouped;

  Nd4jPropagation(Program program, Rules rules, Engine engine) {
    this.program = program;
    this.grouped = rules == Rules.GRADIENT;
    for (Node node : program.network().nodes()) {
      steps.add(
          node.layer() instanceof Input
              ? (tape, signal) -> new INDArray[0]
              : grouped ? gradient(node) : rules.of(node).bind(node, engine));
    }
  }

  private Rule.Step gradient(Node node) {
    Operator operator = program.operators().get(node.index());
    if (program.groups().containsKey(node.index())) {
      // What its group gave does not agree with its own inputs to the last bit.
      return (tape, signal) -> {
        INDArray[] inputs = tape.inputs(node);
        return operator.gradient(inputs, operator.record(inputs), signal);
      };
    }
    return (tape, signal) -> operator.gradient(tape.inputs(node), tape.entry(node), signal);
  }

  @Override
  public Network network() {
    return program.network();
  }

  @Override
  public Tape forward(INDArray inputs) {
    return program.run(inputs, grouped);
  }

  @Override
  public INDArray backward(Tape tape, Node from, INDArray signal, Node to) {
    List<Node> nodes = network().nodes();
    @Nullable INDArray[] signals = new INDArray[nodes.size()];
    boolean[] leads = leadingFrom(to);
    signals[from.index()] = signal;
    for (int i = from.index(); i > to.index(); i--) {
      INDArray arrived = signals[i];
      if (arrived == null || !leads[i]) {
        continue;
      }
      signals[i] = null;
      Node node = nodes.get(i);
      Program.Group group = program.groups().get(i);
      if (grouped && group != null && to.index() < group.first().index()) {
        INDArray[] inputs = {tape.value(group.source())};
        INDArray[] passed = group.operator().gradient(inputs, tape.entry(node), arrived);
        add(signals, leads, List.of(group.source().index()), passed);
      } else {
        add(signals, leads, node.inputs(), steps.get(i).propagate(tape, arrived));
      }
    }
    INDArray result = signals[to.index()];
    return result == null ? tape.value(to).ulike().assign(0) : result;
  }

  private static void add(
      @Nullable INDArray[] signals, boolean[] leads, List<Integer> sources, INDArray[] passed) {
    for (int j = 0; j < passed.length; j++) {
      int source = sources.get(j);
      INDArray sum = signals[source];
      if (leads[source]) {
        signals[source] = sum == null ? passed[j] : sum.add(passed[j]);
      }
    }
  }

  /** The nodes to which a path leads from a node. */
  private boolean[] leadingFrom(Node to) {
    boolean[] leads = new boolean[network().nodes().size()];
    leads[to.index()] = true;
    for (int i = to.index() + 1; i < leads.length; i++) {
      for (int source : network().nodes().get(i).inputs()) {
        leads[i] |= leads[source];
      }
    }
    return leads;
  }
}
