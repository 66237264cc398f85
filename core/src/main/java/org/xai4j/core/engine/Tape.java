package org.xai4j.core.engine;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;

/**
 * Every node's value for one batch.
 *
 * @param network the network that was run
 * @param entries value and memo per node, in the order of the nodes
 */
public record Tape(Network network, List<Operator.Recorded> entries) {
  /** Copies the list. */
  public Tape {
    entries = List.copyOf(entries);
  }

  /**
   * A node's value.
   *
   * @param node of this tape's network
   * @return its output for the batch
   */
  public INDArray value(Node node) {
    return entries.get(node.index()).output();
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
   * The values a node reads.
   *
   * @param node of this tape's network
   * @return one array per input of the node
   */
  public INDArray[] inputs(Node node) {
    INDArray[] values = new INDArray[node.inputs().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = entries.get(node.inputs().get(i)).output();
    }
    return values;
  }
}
