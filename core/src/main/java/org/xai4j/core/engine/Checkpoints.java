package org.xai4j.core.engine;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.network.Node;

/**
 * Which values of a tape may go after their last reader and are made again on the way back, where
 * all of them would not fit: those between some that stay, the checkpoints, so that one more
 * forward pass takes the place of most of the memory (Griewank and Walther 2000; Chen et al. 2016,
 * arXiv:1604.06174). Values are the same to the bit when they are made again.
 */
final class Checkpoints {
  /** The most parts that a network is cut into. */
  private static final int PARTS = 64;

  private Checkpoints() {}

  /**
   * The values that may go.
   *
   * @param program whose groups run as one
   * @param bytes of each node's value for the rows at hand
   * @param room bytes that the values may take
   * @return by node; nothing where all values fit, or letting some go would save little
   */
  static Optional<boolean[]> of(Program program, long[] bytes, long room) {
    List<Node> nodes = program.network().nodes();
    boolean[] open = new boolean[bytes.length];
    long whole = 0;
    long loose = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (program.groups().inner().contains(i)) {
        continue;
      }
      whole += bytes[i];
      open[i] = i > 0 && i != program.network().output().index() && repeats(program, nodes.get(i));
      loose += open[i] ? bytes[i] : 0;
    }
    if (whole <= room) {
      return Optional.empty();
    }
    long best = whole - whole / 4;
    Optional<boolean[]> spare = Optional.empty();
    for (int parts = 2; parts <= PARTS && best > room; parts++) {
      boolean[] cut = open.clone();
      long held = cut(cut, bytes, loose / parts) + whole - loose;
      if (held < best) {
        best = held;
        spare = Optional.of(cut);
      }
    }
    // What lies inside of groups is no value of the tape.
    spare.ifPresent(cut -> program.groups().inner().forEach(i -> cut[i] = true));
    return spare;
  }

  /** Keeps a value whenever those before it are large enough; gives what is held at most. */
  private static long cut(boolean[] spare, long[] bytes, long part) {
    long kept = 0;
    long largest = 0;
    long since = 0;
    for (int i = 0; i < spare.length; i++) {
      if (!spare[i]) {
        continue;
      }
      since += bytes[i];
      largest = Math.max(largest, since);
      if (since >= part) {
        spare[i] = false;
        kept += bytes[i];
        since = 0;
      }
    }
    return kept + largest;
  }

  /** Whether a value is all that its operator keeps of a forward pass. */
  private static boolean repeats(Program program, Node node) {
    Program.Group group = program.groups().ending().get(node.index());
    Node first = group == null ? node : group.first();
    return program.network().nodes().subList(first.index(), node.index() + 1).stream()
        .map(Node::layer)
        .map(Layer::family)
        .noneMatch(
            family ->
                Arrays.asList(Layer.Family.POOLING, Layer.Family.RECURRENT, Layer.Family.CUSTOM)
                    .contains(family));
  }
}
