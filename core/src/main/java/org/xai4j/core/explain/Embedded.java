package org.xai4j.core.explain;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.network.Cuts;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.TokenTables;
import org.xai4j.core.run.InputException;

/**
 * A network of tokens seen from the output of its embedding: the methods that look inside a network
 * work there, since token ids have no gradient. What else follows from the ids, masks and positions
 * say, is held.
 *
 * @param lookup ids [n, time] to vectors [n, time, dimension]
 * @param rest vectors to outputs
 */
record Embedded(Network lookup, Network rest) {
  /** The embedding that looks the input up. */
  static Node table(Network network) {
    List<Node> tables = TokenTables.of(network);
    InputException.check(
        tables.size() == 1,
        "The network looks its tokens up in %d embeddings; one is supported.",
        tables.size());
    return tables.get(0);
  }

  /**
   * The parts of a network for rows whose masks and positions are equal.
   *
   * @param network of tokens
   * @param ids [n, time]
   */
  static Embedded of(Network network, INDArray ids) {
    Node node = table(network);
    Embedding table = (Embedding) node.layer();
    INDArray first = ids.get(NDArrayIndex.interval(0, 1));
    Map<Integer, List<Long>> shapes = new HashMap<>();
    Map<String, INDArray> sides = new HashMap<>();
    for (Node side : Cuts.around(network, node)) {
      INDArray value = network.upTo(side).predict(first);
      sides.put(side.name(), value);
      shapes.put(side.index(), Arrays.stream(value.shape()).skip(1).boxed().toList());
    }
    Network rest =
        Cuts.from(network, node, shapes, network.inputShape().get(0), table.weights().size(1));
    for (Map.Entry<String, INDArray> side : sides.entrySet()) {
      rest = rest.withHeld(side.getKey(), side.getValue());
    }
    return new Embedded(network.upTo(node), rest);
  }

  /** The baseline's ids: zeros stand for the padding id. */
  static INDArray ids(Network network, Baseline baseline, INDArray ids) {
    boolean zeros = baseline instanceof Baseline.Value v && v.value() == 0;
    int padding = ((Embedding) table(network).layer()).padding();
    return (zeros ? new Baseline.Value(padding) : baseline).resolve(ids);
  }
}
