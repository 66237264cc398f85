package org.xai4j.lrp;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.model.Network;
import org.xai4j.core.registry.Info;

/**
 * The basic rule: relevance is shared in proportion to each input's part of the pre-activation. On
 * networks of rectifiers it equals input × gradient.
 */
@Info(
    id = "lrp-0",
    title = "LRP-0",
    summary = "Relevance shared in proportion to each input's part of the pre-activation.",
    reference = "Bach et al. 2015, PLoS ONE 10(7)")
public record LrpZero() implements NetworkExplainer {
  @Override
  public Optional<String> unsuitable(Network model, INDArray inputs) {
    return Roles.obstacle(model);
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    return Relevance.of(model, new EpsilonRule(0), context);
  }
}
