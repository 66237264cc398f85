package org.xai4j.core.engine;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;

/**
 * A network cut behind its first layers as long as these are affine, up to the last one with
 * weights. An affine map A commutes with paths and mixtures of inputs, A(b + α(x − b)) = A(b) +
 * α(A(x) − A(b)), and its gradient does not depend on the input; so whatever runs many such inputs
 * runs the head once per row and the tail per input. Where the head's output is much larger than
 * the input the network is not cut: running the head takes less time than paths through its output.
 *
 * @param head the affine part
 * @param tail the rest; its input is the head's output
 */
public record AffinePrefix(Network head, Network tail) {
  /** How many times larger than the input the head's output may be. */
  private static final long LARGER = 2;

  /**
   * Cuts a network.
   *
   * @param engine finds the shape between the parts
   * @param network any network
   * @param inputs any batch it takes
   * @return nothing if the first layer with a choice is not affine
   */
  public static Optional<AffinePrefix> of(Engine engine, Network network, INDArray inputs) {
    Node last = null;
    for (int i = 1; i < network.nodes().size() - 1; i++) {
      Node node = network.nodes().get(i);
      int before = i - 1;
      boolean chain = node.inputs().size() == 1 && node.inputs().get(0) == before;
      long readers = network.nodes().stream().filter(n -> n.inputs().contains(before)).count();
      if (!chain || readers > 1 || !node.layer().affine()) {
        break;
      }
      int place = i;
      long next = network.nodes().stream().filter(n -> n.inputs().contains(place)).count();
      boolean weighted =
          node.layer() instanceof Affine || node.layer() instanceof BatchNormalization;
      if (weighted && next == 1 && network.countsRows(node)) {
        last = node;
      }
    }
    if (last == null) {
      return Optional.empty();
    }
    Network head = network.upTo(last);
    INDArray row = inputs.get(NDArrayIndex.interval(0, 1));
    INDArray output = engine.predict(head, row);
    if (output.length() > LARGER * row.length()) {
      return Optional.empty();
    }
    long[] shape = output.shape();
    return Optional.of(
        new AffinePrefix(head, network.from(last, Arrays.copyOfRange(shape, 1, shape.length))));
  }
}
