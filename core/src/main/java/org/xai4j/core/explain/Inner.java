package org.xai4j.core.explain;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;

/**
 * A network seen from the output of a layer: attribution of the layer is input attribution of the
 * rest.
 *
 * @param rest from the layer's output to the network's
 * @param values the layer's output for the inputs [n, …]
 * @param baseline the layer's output for the baseline [b, …]
 */
record Inner(Network rest, INDArray values, INDArray baseline) {
  /**
   * Cuts a network at the layer of a request.
   *
   * @throws org.xai4j.core.run.InputException if there is no such layer, or a path goes around it
   */
  static Inner of(Network network, INDArray inputs, Context context) {
    if (network.tokens()) {
      Embedded embedded = Embedded.of(network, inputs);
      INDArray ids = Embedded.ids(network, context.baseline(), inputs);
      return cut(
          embedded.rest(),
          context,
          embedded.lookup().predict(inputs),
          embedded.lookup().predict(ids));
    }
    return cut(network, context, inputs, context.baseline().resolve(inputs));
  }

  private static Inner cut(Network network, Context context, INDArray inputs, INDArray base) {
    Node node = network.node(context.layer().orElseThrow());
    Engine engine = context.engine();
    Network head = network.upTo(node);
    INDArray values = engine.predict(head, inputs);
    long[] shape = Arrays.copyOfRange(values.shape(), 1, values.rank());
    return new Inner(network.from(node, shape), values, engine.predict(head, base));
  }
}
