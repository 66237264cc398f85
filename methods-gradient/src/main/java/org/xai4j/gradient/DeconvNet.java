package org.xai4j.gradient;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.registry.Info;

/** The gradient, but a rectifier passes the signal s as max(s, 0), open or not. */
@Info(
    id = "deconvnet",
    title = "DeconvNet",
    summary = "The gradient with rectifiers applied to the signal in place of their slopes.",
    reference = "Zeiler and Fergus 2014, arXiv:1311.2901")
public record DeconvNet() implements NetworkExplainer {
  @Override
  public Meaning meaning() {
    return Meaning.SLOPE;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Propagation propagation = context.engine().propagation(model, RectifierRules.DECONVOLUTION);
    return rows -> Gradient.of(propagation, rows).array();
  }
}
