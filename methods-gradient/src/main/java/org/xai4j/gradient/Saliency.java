package org.xai4j.gradient;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.registry.Info;

/** The absolute gradient |∂f/∂xᵢ|; for a token the L2 norm of the gradient at its embedding. */
@Info(
    id = "saliency",
    title = "Saliency",
    summary = "The absolute gradient of the score with respect to each input.",
    reference = "Simonyan, Vedaldi and Zisserman 2014, arXiv:1312.6034")
public record Saliency() implements NetworkExplainer {
  @Override
  public Meaning meaning() {
    return Meaning.SLOPE;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Propagation propagation = context.engine().propagation(model, Rules.GRADIENT);
    return rows -> Gradient.of(propagation, rows).abs().array();
  }

  @Override
  public INDArray tokens(INDArray dimensions) {
    return dimensions.norm2(2);
  }
}
