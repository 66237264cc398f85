package org.xai4j.lrp;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Propagation;
import org.xai4j.core.engine.Rule;
import org.xai4j.core.engine.Rules;
import org.xai4j.core.engine.Tape;
import org.xai4j.core.explain.AttributionExplainer.Attributor;
import org.xai4j.core.explain.Context;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.model.Network;

/** Propagates relevance from the target's logit down to the input. */
final class Relevance {
  private Relevance() {}

  /**
   * Relevance under one rule for all layers with weights.
   *
   * @param network explained
   * @param rule of the layers with weights, and of sums and averages
   * @param context engine
   * @return attributes chunks; relevance starts as the target's score
   */
  static Attributor of(Network network, Rule rule, Context context) {
    Rules rules =
        node ->
            node.layer() instanceof Affine
                ? rule
                : Roles.of(node.layer(), rule)
                    .orElseThrow(() -> new IllegalStateException("obstacles are checked before"));
    Propagation propagation = context.engine().propagation(Canonizer.canonical(network), rules);
    return rows -> {
      Tape tape = propagation.forward(rows.inputs());
      INDArray output = tape.output();
      return propagation.backward(tape, rows.signal(output).muli(output));
    };
  }
}
