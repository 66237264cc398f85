package org.xai4j.gradient;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.xai4j.core.engine.Rule;
import org.xai4j.core.engine.Rules;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.model.Node;

/** Backward rules that treat rectifiers in their own way and all other layers by the gradient. */
final class RectifierRules {
  /** What is positive of the gradient. */
  static final Rules GUIDED =
      rules(
          (node, engine) -> {
            Rule.Step gradient = Rule.GRADIENT.bind(node, engine);
            return (tape, signal) ->
                new INDArray[] {Transforms.relu(gradient.propagate(tape, signal)[0], false)};
          });

  /** What is positive of the signal, wherever the rectifier was open. */
  static final Rules DECONVOLUTION =
      rules((node, engine) -> (tape, signal) -> new INDArray[] {Transforms.relu(signal, true)});

  private RectifierRules() {}

  private static Rules rules(Rule rectifier) {
    return node -> rectifies(node) ? rectifier : Rule.GRADIENT;
  }

  private static boolean rectifies(Node node) {
    return node.layer() instanceof Activation a && a.function() == Activation.Function.RELU;
  }
}
