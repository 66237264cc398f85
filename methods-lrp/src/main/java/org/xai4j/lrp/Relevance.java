package org.xai4j.lrp;

import org.xai4j.core.explain.AttributionExplainer.Attributor;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Tape;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.lrp.composite.Canonizer;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.composite.Start;

/** Propagates relevance from the target's logit down to the input. */
final class Relevance {
  private Relevance() {}

  /**
   * Relevance under a composite.
   *
   * @param network explained
   * @param composite the rules
   * @param context engine
   * @return attributes chunks
   */
  static Attributor of(Network network, Composite composite, Context context) {
    Network canonical = network.derive(Canonizer.class, Canonizer::canonical);
    Propagation propagation = context.engine().propagation(canonical, composite.rules(canonical));
    return rows -> {
      Tape tape = propagation.forward(rows.inputs());
      Tensor output = tape.output();
      Tensor signal = rows.signal(output);
      return propagation.backward(tape, start(composite.start(), signal, output)).array();
    };
  }

  /**
   * The relevance of the outputs.
   *
   * @param start what it starts as
   * @param weights the target's weights [m, k]
   * @param output the outputs [m, k]
   * @return [m, k]
   */
  static Tensor start(Start start, Tensor weights, Tensor output) {
    return start == Start.ONE ? weights : weights.mul(output);
  }
}
