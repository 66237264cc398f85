package org.xai4j.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Input;
import org.xai4j.core.network.GradientSum;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rule;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.network.VersionSum;
import org.xai4j.core.tensor.AffineFirst;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** Forward and backward passes of one program under given rules. */
final class ProgramPropagation implements Propagation {
  private final Program program;
  private final List<Rule.Step> steps = new ArrayList<>();

  /** Groups run as one under the gradient only: other rules tell their layers apart. */
  private final boolean grouped;

  private final long share;

  ProgramPropagation(Program program, Rules rules, long share) {
    this.program = program;
    this.share = share;
    this.grouped = rules == Rules.GRADIENT;
    for (Node node : program.network().nodes()) {
      steps.add(
          node.layer() instanceof Input
              ? (tape, signal) -> new Tensor[0]
              : grouped ? gradient(node) : rules.of(node).bind(node, program.device()));
    }
  }

  private Rule.Step gradient(Node node) {
    Operator operator = program.operators().get(node.index());
    if (program.groups().ending().containsKey(node.index())) {
      // What its group gave does not agree with its own inputs to the last bit.
      return (tape, signal) -> {
        Tensor[] inputs = tape.inputs(node);
        return operator.gradient(inputs, operator.record(inputs), signal);
      };
    }
    if (node.inputs().stream().noneMatch(this::constant)) {
      return (tape, signal) -> operator.gradient(tape.inputs(node), tape.entry(node), signal);
    }
    return (tape, signal) -> {
      Tensor[] inputs = tape.inputs(node);
      Tensor[] gradients = new Tensor[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        // Nothing leads on from a constant.
        gradients[i] =
            constant(node.inputs().get(i))
                ? device().filled(signal.type(), 0, inputs[i].shape())
                : operator.gradient(i, inputs, tape.entry(node), signal);
      }
      return gradients;
    };
  }

  private static Tensor[] gradient(Program.Group group, Tape tape, Node last, Tensor signal) {
    return group.operator().gradient(tape.values(group.sources()), tape.entry(last), signal);
  }

  private boolean constant(int node) {
    return network().nodes().get(node).layer() instanceof Constant;
  }

  @Override
  public Network network() {
    return program.network();
  }

  @Override
  public Device device() {
    return program.device();
  }

  @Override
  public Tape forward(Tensor inputs) {
    return program.run(inputs, grouped, share);
  }

  @Override
  public Tensor backward(Tape tape, Node from, Tensor signal, Node to) {
    Tensor[] result = new Tensor[1];
    tape.within(() -> result[0] = back(tape, from, signal, to));
    return result[0];
  }

  private Tensor back(Tape tape, Node from, Tensor signal, Node to) {
    List<Node> nodes = network().nodes();
    @Nullable Tensor[] signals = new Tensor[nodes.size()];
    boolean[] leads = leadingFrom(to);
    signals[from.index()] = signal.retain();
    for (int i = from.index(); i > to.index(); i--) {
      Tensor arrived = signals[i];
      if (arrived == null || !leads[i]) {
        continue;
      }
      signals[i] = null;
      Node node = nodes.get(i);
      Program.Group group = program.groups().ending().get(i);
      if (grouped && group != null && to.index() < group.first().index()) {
        Tensor[] passed = device().step(() -> gradient(group, tape, node, arrived));
        add(signals, leads, group.sources(), passed);
      } else {
        Rule.Step step = steps.get(i);
        add(signals, leads, node.inputs(), device().step(() -> step.propagate(tape, arrived)));
      }
      arrived.release();
      tape.trim(i);
    }
    Tensor result = signals[to.index()];
    return result == null ? device().filled(signal.type(), 0, tape.value(to).shape()) : result;
  }

  @Override
  public GradientSum gradients(Tape rows) {
    Node input = network().nodes().get(0);
    List<Node> readers = network().nodes().stream().filter(n -> n.inputs().contains(0)).toList();
    if (grouped && readers.size() == 1 && readers.get(0).index() != network().output().index()) {
      Node first = readers.get(0);
      Node last = first;
      Operator operator = program.operators().get(first.index());
      for (Map.Entry<Integer, Program.Group> group : program.groups().ending().entrySet()) {
        if (group.getValue().first().index() == first.index()) {
          last = network().nodes().get(group.getKey());
          operator = group.getValue().operator();
        }
      }
      if (operator instanceof AffineFirst affine) {
        return new FirstLayerSum(this, last, affine, rows);
      }
    }
    VersionSum sum = new VersionSum(rows.value(input));
    return new GradientSum() {
      @Override
      public void add(Tape tape, Tensor signal) {
        sum.add(backward(tape, signal));
      }

      @Override
      public Tensor get() {
        return sum.get();
      }
    };
  }

  private void add(
      @Nullable Tensor[] signals, boolean[] leads, List<Integer> sources, Tensor[] passed) {
    for (int j = 0; j < passed.length; j++) {
      int source = sources.get(j);
      Tensor sum = signals[source];
      Tensor more = passed[j];
      if (leads[source] && sum == null) {
        signals[source] = more;
        continue;
      }
      if (leads[source] && sum != null) {
        signals[source] = sum.add(more);
        sum.release();
      }
      more.release();
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
