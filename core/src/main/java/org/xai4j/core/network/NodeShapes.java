package org.xai4j.core.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.run.InputException;

/** The shapes of the values of a network's nodes; nothing is run. */
public final class NodeShapes {
  /** Taken for a length that varies. */
  private static final long FREE = 64;

  private NodeShapes() {}

  /**
   * The shape of each node's value.
   *
   * @param network any network
   * @param input shape of a batch
   * @return in the order of the nodes
   * @throws InputException if the network does not take such inputs
   */
  public static List<long[]> of(Network network, long... input) {
    List<long[]> shapes = new ArrayList<>();
    for (Node node : network.nodes()) {
      long[][] from = node.inputs().stream().map(shapes::get).toArray(long[][]::new);
      try {
        shapes.add(
            node.layer() instanceof Input held
                ? node.index() == 0 ? input : held(held, input[0])
                : OutputShape.of(node.layer(), from));
      } catch (IndexOutOfBoundsException e) {
        throw new InputException(
            "Layer '"
                + node.name()
                + "' does not take arrays of shape "
                + Arrays.deepToString(from)
                + "; give inputs that the model was made for.",
            e);
      }
    }
    return shapes;
  }

  /** The shape of a batch of an input that is held. */
  private static long[] held(Input layer, long rows) {
    long[] batch = new long[layer.row().size() + 1];
    batch[0] = rows;
    for (int i = 1; i < batch.length; i++) {
      batch[i] = layer.row().get(i - 1) < 0 ? FREE : layer.row().get(i - 1);
    }
    return batch;
  }

  /** The shape of a batch of a network's inputs. */
  static long[] batch(Network network, long rows) {
    List<Long> row = network.inputShape();
    long[] batch = new long[row.size() + 1];
    batch[0] = rows;
    for (int i = 1; i < batch.length; i++) {
      batch[i] = row.get(i - 1) < 0 ? FREE : row.get(i - 1);
    }
    return batch;
  }

  /** Whether the first axis of each node's value counts the rows; true where nothing tells. */
  static List<Boolean> countRows(Network network) {
    try {
      List<long[]> two = of(network, batch(network, 2));
      List<long[]> three = of(network, batch(network, 3));
      return network.nodes().stream()
          .map(
              n -> {
                long[] a = two.get(n.index());
                long[] b = three.get(n.index());
                return a.length > 0 && a[0] == 2 && b[0] == 3;
              })
          .toList();
    } catch (InputException e) {
      // The lengths taken for free ones do not fit.
      return Collections.nCopies(network.nodes().size(), true);
    }
  }
}
