package org.xai4j.core.engine;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.model.Node;

/**
 * How a signal passes backward through one layer. Gradient, guided backpropagation, DeepLIFT and
 * every rule of layer-wise relevance propagation are rules; rules are values.
 */
@FunctionalInterface
public interface Rule {
  /** The gradient. */
  Rule GRADIENT =
      (node, engine) -> {
        Operator operator = engine.operator(node.layer());
        return (tape, signal) -> operator.gradient(tape.inputs(node), tape.entry(node), signal);
      };

  /**
   * Makes the rule ready for one node: weights are derived here, once.
   *
   * @param node the node it is for
   * @param engine gives operators, also for layers with modified weights
   * @return the thread-safe step
   */
  Step bind(Node node, Engine engine);

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
    INDArray[] propagate(Tape tape, INDArray signal);
  }
}
