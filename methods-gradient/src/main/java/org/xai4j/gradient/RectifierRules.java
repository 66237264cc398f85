package org.xai4j.gradient;

import org.xai4j.core.layer.Activation;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.network.Rules;
import org.xai4j.core.tensor.Tensor;

/** Backward rules that treat rectifiers in their own way and all other layers by the gradient. */
final class RectifierRules {
  /** What is positive of the gradient. */
  static final Rules GUIDED =
      rules(
          (node, device) -> {
            Rule.Step gradient = Rule.GRADIENT.bind(node, device);
            return (tape, signal) ->
                new Tensor[] {
                  device
                      .fusion()
                      .guided(
                          tape.inputs(node)[0], signal, () -> gradient.propagate(tape, signal)[0])
                };
          });

  /** What is positive of the signal, wherever the rectifier was open. */
  static final Rules DECONVOLUTION =
      rules((node, device) -> (tape, signal) -> new Tensor[] {signal.positive()});

  private RectifierRules() {}

  private static Rules rules(Rule rectifier) {
    return node -> rectifies(node) ? rectifier : Rule.GRADIENT;
  }

  private static boolean rectifies(Node node) {
    return node.layer() instanceof Activation a && a.function() == Activation.Function.RELU;
  }
}
