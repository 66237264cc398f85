package org.xai4j.core.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * Every node's value for one batch. Values inside layers that the engine ran as one are made when
 * they are asked for, and so are those that it let go; what others than the engine asked for stays.
 * Used by one thread.
 */
public final class Tape {
  private final Network network;
  private final List<Operator> operators;
  private final Device device;
  private final int rows;
  private final Operator.@Nullable Recorded[] entries;

  /** Values that may go, and how they are made again. */
  private boolean[] spare;

  private Maker maker = (tape, node) -> tape.operator(node).record(tape.inputs(node));

  /** Whether the engine reads, which holds no value beyond a step. */
  private boolean within;

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
    this.spare = new boolean[operators.size()];
  }

  /** Makes what a node gave again, from the values it reads. */
  @FunctionalInterface
  public interface Maker {
    /**
     * Runs a node.
     *
     * @param tape gives the values
     * @param node of its network
     * @return output and memo
     */
    Operator.Recorded make(Tape tape, Node node);
  }

  /**
   * Lets values go from now on.
   *
   * @param nodes those whose values {@link #forget} and {@link #trim} may let go
   * @param again makes them when they are asked for
   */
  public void sparse(boolean[] nodes, Maker again) {
    spare = nodes.clone();
    maker = again;
  }

  /**
   * Work of an engine, which holds no value of this tape when it is done. What is asked for outside
   * of it stays for good.
   *
   * @param work reads this tape
   */
  public void within(Runnable work) {
    boolean before = within;
    within = true;
    try {
      work.run();
    } finally {
      within = before;
    }
  }

  /**
   * Lets a value go, if it may.
   *
   * @param index of the node
   */
  public void forget(int index) {
    Operator.Recorded entry = entries[index];
    if (spare[index] && entry != null) {
      entry.output().release();
      entries[index] = null;
    }
  }

  /**
   * Lets the values go that a pass on its way back does not read next: those it has passed, and
   * those before the last value that stays.
   *
   * @param passed index of the last node it passed
   */
  public void trim(int passed) {
    int last = passed - 1;
    while (last > 0 && spare[last]) {
      last--;
    }
    for (int i = 0; i < entries.length; i++) {
      if (i < last || i >= passed) {
        forget(i);
      }
    }
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
      entry = maker.make(this, node);
      put(node.index(), entry);
    }
    spare[node.index()] &= within;
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
