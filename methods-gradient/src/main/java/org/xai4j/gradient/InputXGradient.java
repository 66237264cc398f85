package org.xai4j.gradient;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.registry.Info;
import org.xai4j.core.tensor.Tensor;

/** Input times gradient, aᵢ = xᵢ·∂f/∂xᵢ: exact for models linear in x. */
@Info(
    id = "input-x-gradient",
    title = "Input × Gradient",
    summary = "Each input times the gradient of the score with respect to it.",
    reference = "Shrikumar et al. 2016, arXiv:1605.01713")
public record InputXGradient() implements NetworkExplainer {
  @Override
  public boolean slopes() {
    return true;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Propagation propagation = context.engine().propagation(model, Rules.GRADIENT);
    return rows -> {
      Tensor x = propagation.device().of(rows.inputs());
      Tape tape = propagation.forward(x);
      return propagation.backward(tape, rows.signal(tape.output())).mul(x).array();
    };
  }
}
