package org.xai4j.lrp;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.model.Network;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;

/**
 * The ε-rule on all layers: LRP-0 with a stabiliser that absorbs the relevance of weak or
 * contradictory contributions.
 *
 * @param epsilon the stabiliser ε
 */
@Info(
    id = "lrp-epsilon",
    title = "LRP-ε",
    summary = "LRP-0 with a stabiliser that absorbs weak, contradictory relevance.",
    reference = "Bach et al. 2015, PLoS ONE 10(7)")
public record LrpEpsilon(@Param(value = "the stabiliser ε", min = 0) double epsilon)
    implements NetworkExplainer {
  /** ε = 10⁻⁶. */
  public LrpEpsilon() {
    this(1e-6);
  }

  @Override
  public Optional<String> unsuitable(Network model, INDArray inputs) {
    return Roles.obstacle(model);
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    return Relevance.of(model, new EpsilonRule(epsilon), context);
  }
}
