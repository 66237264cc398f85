package org.xai4j.gradient.smooth;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.network.Network;

/** A statistic of another method's attributions, which has that method's meaning and demands. */
public interface BasedOnMethod extends NetworkExplainer {
  /**
   * The other method.
   *
   * @return attributes what this method changes
   */
  Base base();

  @Override
  default Meaning meaning() {
    return base().method().meaning();
  }

  @Override
  default int chunk(int asked) {
    return base().method().chunk(asked);
  }

  @Override
  default boolean background() {
    return base().method().background();
  }

  @Override
  default boolean channelsFirst() {
    return base().method().channelsFirst();
  }

  @Override
  default Optional<String> unsuitable(Network model, INDArray inputs) {
    return base().method().unsuitable(model, inputs);
  }
}
