package org.xai4j.gradient;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.registry.Info;

/** The gradient, but a rectifier y = max(z, 0) passes the signal s as max(s, 0)·[z > 0]. */
@Info(
    id = "guided-backprop",
    title = "Guided Backpropagation",
    summary = "The gradient with negative signals cut off at every rectifier.",
    reference = "Springenberg et al. 2015, arXiv:1412.6806")
public record GuidedBackprop() implements NetworkExplainer {
  @Override
  public Meaning meaning() {
    return Meaning.SLOPE;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Propagation propagation = context.engine().propagation(model, RectifierRules.GUIDED);
    return rows -> Gradient.of(propagation, rows).array();
  }
}
