package org.xai4j.core.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;

/**
 * Every node's value for one batch. Values inside layers that the engine ran as one are made when
 * they are asked for. Used by one thread.
 */
public final class Tape {
  private final Network network;
  private final List<Operator> program;
  private final Operator.@Nullable Recorded[] entries;

  Tape(Network network, List<Operator> program) {
    this.network = network;
    this.program = program;
    this.entries = new Operator.@Nullable Recorded[program.size()];
  }

  /**
   * The network that was run.
   *
   * @return the network
   */
  public Network network() {
    return network;
  }

  void put(int index, Operator.Recorded recorded) {
    entries[index] = recorded;
  }

  /**
   * What the forward pass gave at a node.
   *
   * @param node of this tape's network
   * @return output and memo
   */
  public Operator.Recorded entry(Node node) {
    Operator.Recorded entry = entries[node.index()];
    if (entry == null) {
      entry = program.get(node.index()).record(inputs(node));
      entries[node.index()] = entry;
    }
    return entry;
  }

  /**
   * A node's value.
   *
   * @param node of this tape's network
   * @return its output for the batch
   */
  public INDArray value(Node node) {
    return entry(node).output();
  }

  /**
   * The network's output.
   *
   * @return [n, k]
   */
  public INDArray output() {
    return value(network.output());
  }

  /**
   * The size of a row in memory.
   *
   * @return elements per row of the largest value that was made
   */
  public long width() {
    long most = 1;
    for (Operator.@Nullable Recorded entry : entries) {
      if (entry != null) {
        most = Math.max(most, entry.output().length() / Math.max(1, output().size(0)));
      }
    }
    return most;
  }

  /**
   * The values a node reads.
   *
   * @param node of this tape's network
   * @return one array per input of the node
   */
  public INDArray[] inputs(Node node) {
    INDArray[] values = new INDArray[node.inputs().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(network.nodes().get(node.inputs().get(i)));
    }
    return values;
  }
}
