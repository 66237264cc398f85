package org.xai4j.lrp;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.network.Network;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.composite.DefaultRules;

/** Layer-wise relevance propagation: a method that is given by its composite of rules. */
public interface RelevanceExplainer extends NetworkExplainer {
  /**
   * The rules of this method with its parameters.
   *
   * @return the composite
   */
  Composite rules();

  @Override
  default Optional<String> unsuitable(Network model, INDArray inputs) {
    return DefaultRules.obstacle(model);
  }

  @Override
  default Attributor prepare(Network model, INDArray inputs, Context context) {
    return Relevance.of(model, rules(), context);
  }
}
