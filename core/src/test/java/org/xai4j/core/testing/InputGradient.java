package org.xai4j.core.testing;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.registry.Info;

/** A minimal explainer for the tests of modules that do not know the real ones. */
@Info(id = "test-gradient", title = "Gradient", summary = "For tests.", reference = "none")
public record InputGradient() implements NetworkExplainer {
  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Propagation propagation = context.engine().propagation(model, Rules.GRADIENT);
    return rows -> {
      Tape tape = propagation.forward(rows.inputs());
      return propagation.backward(tape, rows.signal(tape.output())).array();
    };
  }
}
