package org.xai4j.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Tape;
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
 * @param groups that run as one under the gradient too
 * @param quick groups that run as one where only the output is wanted
 */
record Program(
    Network network, Device device, List<Operator> operators, Groups groups, Groups quick) {
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

  /**
   * The groups of a network.
   *
   * @param ending by the last node of the group
   * @param inner the nodes inside groups
   * @param readers how many nodes read each node, groups taken as one; the output has one more
   */
  record Groups(Map<Integer, Group> ending, Set<Integer> inner, List<Integer> readers) {
    static Groups of(Network network, Function<List<Layer>, Optional<Operator>> fused) {
      Map<Integer, Group> ending = new HashMap<>();
      Set<Integer> inner = new HashSet<>();
      for (Node node : network.nodes()) {
        int index = node.index();
        if (index > 0 && !inner.contains(index) && !ending.containsKey(index)) {
          group(network, fused, node, ending, inner);
        }
      }
      return new Groups(ending, inner, Program.readers(network, ending, inner));
    }
  }

  static Program of(Network network, Device device) {
    List<Operator> operators =
        network.nodes().stream().map(node -> device.fastest(node.layer())).toList();
    Groups groups = Groups.of(network, device::fused);
    Groups quick = Groups.of(network, device::fusedForward);
    return new Program(network, device, operators, groups, quick);
  }

  /** The longest chain from a node on that the device runs as one, if there is any. */
  private static void group(
      Network network,
      Function<List<Layer>, Optional<Operator>> fused,
      Node node,
      Map<Integer, Group> ending,
      Set<Integer> inner) {
    List<Node> chain = chain(network, node);
    for (int length = chain.size(); length > 1; length--) {
      List<Node> part = chain.subList(0, length);
      Optional<Operator> one = fused.apply(part.stream().map(Node::layer).toList());
      if (one.isPresent()) {
        ending.put(part.get(length - 1).index(), new Group(node.inputs(), node, one.get()));
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
    return Arrays.stream(count).boxed().toList();
  }

  /** A step of a rule makes a few tensors of the layer's size, an operator scratch memory. */
  private static final int STEP = 6;

  /** Values of a chunk that do not leave the processor's caches. */
  private static final long CACHED = 24L << 20;

  /** Rows of a larger network that share the reading of its weights. */
  private static final long FEW = 8;

  /**
   * Rows beyond which a chunk takes too much memory or does not become faster.
   *
   * @param row bytes of a row
   * @param share bytes that may be held
   */
  static int most(long row, long share) {
    return (int) Math.max(1, Math.min(share / row, Math.max(CACHED / row, FEW)));
  }

  /**
   * The memory of a row's values.
   *
   * @param kept bytes of a tape and of the signals on their way back
   * @param peak bytes of the values that are alive at once where only the output is wanted
   */
  record Memory(long kept, long peak) {}

  /**
   * What a row takes, from shapes alone.
   *
   * @param row shape of a batch of one row
   */
  Memory memory(long... row) {
    long[] bytes = bytes(row);
    long kept = Arrays.stream(bytes).sum();
    long largest = Arrays.stream(bytes).max().orElseThrow();
    int[] open = quick.readers().stream().mapToInt(i -> i).toArray();
    long alive = bytes[0];
    long peak = alive;
    for (int i = 1; i < bytes.length; i++) {
      if (quick.inner().contains(i)) {
        continue;
      }
      alive += bytes[i];
      peak = Math.max(peak, alive);
      for (int source : sources(i)) {
        alive -= --open[source] == 0 ? bytes[source] : 0;
      }
    }
    return new Memory(kept + STEP * largest, peak + largest);
  }

  /** Bytes of each node's value for a batch. */
  private long[] bytes(long... batch) {
    long[][] shapes = new long[operators.size()][];
    long[] bytes = new long[shapes.length];
    shapes[0] = batch;
    for (int i = 0; i < shapes.length; i++) {
      Node node = network.nodes().get(i);
      if (i > 0) {
        shapes[i] =
            OutputShape.of(
                node.layer(),
                node.inputs().stream().map(source -> shapes[source]).toArray(long[][]::new));
      }
      bytes[i] = network.type().width() * Arrays.stream(shapes[i]).reduce(1, (a, b) -> a * b);
    }
    return bytes;
  }

  /** What a node, or the group it ends, reads where only the output is wanted. */
  private List<Integer> sources(int node) {
    Group group = quick.ending().get(node);
    return group == null ? network.nodes().get(node).inputs() : group.sources();
  }

  /** The network's output alone; values go when their last reader has run. */
  Tensor output(Tensor inputs) {
    @Nullable Tensor[] values = new Tensor[operators.size()];
    int[] open = quick.readers().stream().mapToInt(i -> i).toArray();
    values[0] = inputs;
    for (int i = 1; i < operators.size(); i++) {
      if (quick.inner().contains(i)) {
        continue;
      }
      Group group = quick.ending().get(i);
      List<Integer> sources = sources(i);
      Operator operator = group == null ? operators.get(i) : group.operator();
      Tensor[] read = sources.stream().map(s -> value(values, s)).toArray(Tensor[]::new);
      values[i] = device.step(() -> new Tensor[] {operator.forward(read)})[0];
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
   * Runs the network and keeps what its gradient needs, or lets some of it go that is made again
   * when it is asked for, see {@link Checkpoints}.
   *
   * @param grouped whether groups run as one
   * @param share bytes that the caller's thread may hold
   */
  Tape run(Tensor inputs, boolean grouped, long share) {
    long[] row = inputs.shape();
    row[0] = 1;
    Tape tape = new Tape(network, operators, device, most(memory(row).kept(), share));
    tape.put(0, Operator.Recorded.of(inputs));
    long[] bytes = bytes(inputs.shape());
    long room = share - STEP * Arrays.stream(bytes).max().orElseThrow();
    Optional<boolean[]> spare = grouped ? Checkpoints.of(this, bytes, room) : Optional.empty();
    if (spare.isPresent()) {
      tape.sparse(spare.get(), this::again);
      tape.within(() -> runSparsely(tape, spare.get()));
      return tape;
    }
    for (int i = 1; i < operators.size(); i++) {
      if (!grouped || !groups.inner().contains(i)) {
        Node node = network.nodes().get(i);
        tape.put(i, grouped ? again(tape, node) : operators.get(i).record(tape.inputs(node)));
      }
    }
    return tape;
  }

  private void runSparsely(Tape tape, boolean... spare) {
    int[] open = groups.readers().stream().mapToInt(i -> i).toArray();
    for (int i = 1; i < operators.size(); i++) {
      if (groups.inner().contains(i)) {
        continue;
      }
      Node node = network.nodes().get(i);
      if (spare[i]) {
        // Nobody holds what a step made but the tape.
        device.step(() -> new Tensor[] {tape.value(node)})[0].release();
      } else {
        tape.entry(node);
      }
      Group group = groups.ending().get(i);
      for (int source : group == null ? node.inputs() : group.sources()) {
        if (--open[source] == 0) {
          tape.forget(source);
        }
      }
    }
  }

  /** What a node, or the group it ends, gives under the gradient. */
  private Operator.Recorded again(Tape tape, Node node) {
    Group group = groups.ending().get(node.index());
    return group == null
        ? operators.get(node.index()).record(tape.inputs(node))
        : group.operator().record(tape.values(group.sources()));
  }
}
