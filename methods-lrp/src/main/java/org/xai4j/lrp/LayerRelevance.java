package org.xai4j.lrp;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Tape;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.lrp.composite.Canonizer;
import org.xai4j.lrp.composite.Composite;

/** Relevance at a layer inside a network. */
public final class LayerRelevance {
  private LayerRelevance() {}

  /**
   * Propagates relevance from the explained output down to a layer.
   *
   * @param network explained; its logits are
   * @param composite the rules
   * @param layer the layer's name
   * @param inputs batch [n, …]
   * @param context target and engine
   * @return relevance of the layer's output, of its shape
   * @throws org.xai4j.core.run.InputException if there is no such layer
   */
  public static INDArray at(
      Network network, Composite composite, String layer, INDArray inputs, Context context) {
    Network canonical = Canonizer.canonical(context.target().view(network));
    Propagation propagation = context.engine().propagation(canonical, composite.rules(canonical));
    Tape tape = propagation.forward(canonical.accept(inputs));
    Tensor output = tape.output();
    Tensor weights = context.target().resolve(output.array(), 0, network).signal(output);
    Tensor start = Relevance.start(composite.start(), weights, output);
    return propagation.backward(tape, canonical.output(), start, canonical.node(layer)).array();
  }
}
