package org.xai4j.core.network;

import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;

/**
 * How a signal passes backward through one layer. Gradient, guided backpropagation, DeepLIFT and
 * every rule of layer-wise relevance propagation are rules; rules are values.
 */
@FunctionalInterface
public interface Rule {
  /** The gradient. */
  Rule GRADIENT =
      (node, device) ->
          (tape, signal) ->
              tape.operator(node).gradient(tape.inputs(node), tape.entry(node), signal);

  /**
   * Makes the rule ready for one node: weights are derived here, once.
   *
   * @param node the node it is for
   * @param device gives operators, also for layers with modified weights
   * @return the thread-safe step
   */
  Step bind(Node node, Device device);

  /** A rule bound to a node. */
  @FunctionalInterface
  interface Step {
    /**
     * Passes a signal through the node.
     *
     * @param tape the forward pass
     * @param signal at the node's output, not modified
     * @return the signal at each of the node's inputs
     */
    Tensor[] propagate(Tape tape, Tensor signal);
  }
}
