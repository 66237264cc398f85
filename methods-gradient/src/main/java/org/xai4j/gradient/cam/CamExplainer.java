package org.xai4j.gradient.cam;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.network.Network;

/** A class activation map: it needs a layer with channels over space. */
public interface CamExplainer extends NetworkExplainer {
  /**
   * Layer of the activations.
   *
   * @return nothing for the last convolution
   */
  Optional<String> layer();

  /**
   * Whether maps keep the layer's resolution [n, 1, …].
   *
   * @return false for maps of the input's shape, the same for all its channels
   */
  boolean raw();

  /**
   * Whether negative values are cut off.
   *
   * @return false for signed maps
   */
  boolean relu();

  /**
   * How maps get the input's shape.
   *
   * @return of no effect on raw maps
   */
  Enlargement enlarge();

  @Override
  default boolean ofInput() {
    return !raw();
  }

  @Override
  default boolean channelsFirst() {
    return true;
  }

  @Override
  default Optional<String> unsuitable(Network model, INDArray inputs) {
    boolean convolves = model.nodes().stream().anyMatch(n -> n.layer() instanceof Convolution);
    return convolves || layer().isPresent()
        ? Optional.empty()
        : Optional.of(
            "the network has no convolution; name a layer of the shape [n, channels, …] by the"
                + " parameter layer.");
  }
}
