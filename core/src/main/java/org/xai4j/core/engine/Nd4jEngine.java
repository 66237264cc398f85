package org.xai4j.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.Gathered;

/** The standard engine: operators on ND4J, chunks over worker threads. */
final class Nd4jEngine implements Engine {
  static final Nd4jEngine INSTANCE = new Nd4jEngine();

  private Nd4jEngine() {}

  @Override
  public String id() {
    return "nd4j";
  }

  @Override
  public Operator operator(Layer layer) {
    return Operators.of(layer);
  }

  @Override
  public INDArray predict(Network network, INDArray inputs) {
    List<Operator> program = program(network);
    long n = inputs.size(0);
    Execution execution = Execution.standard();
    Gathered outputs = new Gathered(n);
    Chunks.run(
        n,
        execution,
        (from, to) -> {
          INDArray part = inputs.get(NDArrayIndex.interval(from, to));
          outputs.put(from, run(network, program, part));
        });
    return outputs.get();
  }

  private static INDArray run(Network network, List<Operator> program, INDArray inputs) {
    INDArray[] values = new INDArray[program.size()];
    values[0] = Ops.plain(inputs);
    for (int i = 1; i < values.length; i++) {
      values[i] = program.get(i).forward(gather(network.nodes().get(i), values));
    }
    return values[values.length - 1];
  }

  private static INDArray[] gather(Node node, INDArray[] values) {
    INDArray[] inputs = new INDArray[node.inputs().size()];
    for (int j = 0; j < inputs.length; j++) {
      inputs[j] = values[node.inputs().get(j)];
    }
    return inputs;
  }

  private List<Operator> program(Network network) {
    return network.derive(
        this,
        net -> {
          List<Operator> operators = new ArrayList<>();
          for (Node node : net.nodes()) {
            operators.add(Operators.of(node.layer()));
          }
          return operators;
        });
  }

  @Override
  public Propagation propagation(Network network, Rules rules) {
    List<Operator> program = program(network);
    List<Rule.Step> steps = new ArrayList<>();
    for (Node node : network.nodes()) {
      steps.add(
          node.layer() instanceof Input
              ? (tape, signal) -> new INDArray[0]
              : rules == Rules.GRADIENT
                  ? gradient(node, program.get(node.index()))
                  : rules.of(node).bind(node, this));
    }
    return new Nd4jPropagation(network, program, steps);
  }

  private static Rule.Step gradient(Node node, Operator operator) {
    return (tape, signal) ->
        operator.gradient(tape.inputs(node), tape.entries().get(node.index()), signal);
  }

  private record Nd4jPropagation(Network network, List<Operator> program, List<Rule.Step> steps)
      implements Propagation {
    @Override
    public Tape forward(INDArray inputs) {
      Operator.Recorded[] entries = new Operator.Recorded[program.size()];
      INDArray[] values = new INDArray[program.size()];
      for (int i = 0; i < entries.length; i++) {
        Node node = network.nodes().get(i);
        entries[i] =
            i == 0
                ? new Operator.Recorded(Ops.plain(inputs), Operator.Recorded.NOTHING)
                : program.get(i).record(gather(node, values));
        values[i] = entries[i].output();
      }
      return new Tape(network, List.of(entries));
    }

    @Override
    public INDArray backward(Tape tape, Node from, INDArray signal, Node to) {
      @Nullable INDArray[] signals = new INDArray[program.size()];
      boolean[] leads = leadingFrom(to);
      signals[from.index()] = signal;
      for (int i = from.index(); i > to.index(); i--) {
        INDArray arrived = signals[i];
        if (arrived == null || !leads[i]) {
          continue;
        }
        signals[i] = null;
        Node node = network.nodes().get(i);
        INDArray[] passed = steps.get(i).propagate(tape, arrived);
        for (int j = 0; j < passed.length; j++) {
          int source = node.inputs().get(j);
          INDArray sum = signals[source];
          if (leads[source]) {
            signals[source] = sum == null ? passed[j] : sum.add(passed[j]);
          }
        }
      }
      INDArray result = signals[to.index()];
      return result == null ? tape.value(to).ulike().assign(0) : result;
    }

    /** The nodes to which a path leads from a node. */
    private boolean[] leadingFrom(Node to) {
      boolean[] leads = new boolean[program.size()];
      leads[to.index()] = true;
      for (int i = to.index() + 1; i < leads.length; i++) {
        for (int source : network.nodes().get(i).inputs()) {
          leads[i] |= leads[source];
        }
      }
      return leads;
    }
  }
}
