package org.xai4j.core.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * Every node's value for one batch. Values inside layers that the engine ran as one are made when
 * they are asked for. Used by one thread.
 */
public final class Tape {
  private final Network network;
  private final List<Operator> operators;
  private final Device device;
  private final int rows;
  private final Operator.@Nullable Recorded[] entries;

  /**
   * An empty tape, which an engine fills.
   *
   * @param network that is run
   * @param operators one per node
   * @param device of all values
   * @param rows how many are best run at once, see {@link #rows()}
   */
  public Tape(Network network, List<Operator> operators, Device device, int rows) {
    this.network = network;
    this.operators = operators;
    this.device = device;
    this.rows = rows;
    this.entries = new Operator.@Nullable Recorded[operators.size()];
  }

  /**
   * The network that was run.
   *
   * @return the network
   */
  public Network network() {
    return network;
  }

  /**
   * Where it was run.
   *
   * @return the device of all values
   */
  public Device device() {
    return device;
  }

  /**
   * Keeps what a node gave.
   *
   * @param index of the node
   * @param recorded output and memo
   */
  public void put(int index, Operator.Recorded recorded) {
    recorded.output().retain();
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
      entry = operators.get(node.index()).record(inputs(node));
      put(node.index(), entry);
    }
    return entry;
  }

  /**
   * A node's layer as it runs where this network was run.
   *
   * @param node of this tape's network
   * @return the operator that the forward pass used for the layer alone
   */
  public Operator operator(Node node) {
    return operators.get(node.index());
  }

  /**
   * A node's value.
   *
   * @param node of this tape's network
   * @return its output for the batch
   */
  public Tensor value(Node node) {
    return entry(node).output();
  }

  /**
   * The network's output.
   *
   * @return [n, k]
   */
  public Tensor output() {
    return value(network.output());
  }

  /**
   * How many rows of this network are best run at once by one thread, with all their values.
   *
   * @return at least 1
   */
  public int rows() {
    return rows;
  }

  /**
   * The values a node reads.
   *
   * @param node of this tape's network
   * @return one tensor per input of the node
   */
  public Tensor[] inputs(Node node) {
    return values(node.inputs());
  }

  /**
   * The values of several nodes.
   *
   * @param sources indices of nodes
   * @return one tensor for each
   */
  public Tensor[] values(List<Integer> sources) {
    return sources.stream()
        .map(source -> value(network.nodes().get(source)))
        .toArray(Tensor[]::new);
  }
}
