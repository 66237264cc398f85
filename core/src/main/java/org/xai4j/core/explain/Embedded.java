package org.xai4j.core.explain;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.InputException;

/**
 * A network of tokens seen from the output of its embedding: the methods that look inside a network
 * work there, since token ids have no gradient.
 *
 * @param lookup ids [n, time] to vectors [n, time, dimension]
 * @param rest vectors to outputs
 * @param padding the id that stands for "no token"
 */
record Embedded(Network lookup, Network rest, int padding) {
  static Embedded of(Network network) {
    List<Node> tables =
        network.nodes().stream().filter(n -> n.layer() instanceof Embedding).toList();
    InputException.check(
        tables.size() == 1,
        "The network looks its tokens up in %d embeddings; one is supported.",
        tables.size());
    Node node = tables.get(0);
    Embedding table = (Embedding) node.layer();
    return new Embedded(
        network.upTo(node),
        network.from(node, network.inputShape().get(0), table.weights().size(1)),
        table.padding());
  }

  /** The baseline's ids: zeros stand for the padding id. */
  INDArray baseline(Baseline baseline, INDArray ids) {
    boolean zeros = baseline instanceof Baseline.Value v && v.value() == 0;
    return (zeros ? new Baseline.Value(padding) : baseline).resolve(ids);
  }
}
