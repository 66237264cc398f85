package org.xai4j.gradient;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.registry.Info;
import org.xai4j.core.tensor.Tensor;

/** The gradient of the score with respect to the input: aᵢ = ∂f/∂xᵢ. */
@Info(
    id = "gradient",
    title = "Gradient",
    summary = "The signed gradient of the score with respect to each input.",
    reference = "Simonyan, Vedaldi and Zisserman 2014, arXiv:1312.6034")
public record Gradient() implements NetworkExplainer {
  @Override
  public Meaning meaning() {
    return Meaning.SLOPE;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Propagation propagation = context.engine().propagation(model, Rules.GRADIENT);
    return rows -> of(propagation, rows).array();
  }

  /**
   * The gradient of the target's score.
   *
   * @param propagation under any rules
   * @param rows a chunk
   * @return [m, …] of the input's shape
   */
  static Tensor of(Propagation propagation, Rows rows) {
    Tape tape = propagation.forward(rows.inputs());
    return propagation.backward(tape, rows.signal(tape.output()));
  }
}
