package org.xai4j.gradient.internal;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.InputException;

/** Finds the layer a method works at: its value after an activation that the layer applies. */
public final class LayerChoice {
  private LayerChoice() {}

  /** The named layer, else the last convolution. */
  public static Node convolution(Network network, Optional<String> layer) {
    return layer
        .map(network::node)
        .or(() -> last(network, n -> n.layer() instanceof Convolution))
        .orElseThrow(
            () ->
                new InputException(
                    "The network has no convolution; name a layer of the shape [n, channels, …] by"
                        + " the parameter layer."));
  }

  /** The named layer, else the last convolution, else the last element-wise function. */
  public static Node hidden(Network network, Optional<String> layer) {
    return layer
        .map(network::node)
        .or(() -> last(network, n -> n.layer() instanceof Convolution))
        .or(() -> last(network, n -> n.layer() instanceof Activation))
        .orElseThrow(
            () ->
                new InputException(
                    "The network has no hidden activation; name a layer by the parameter layer."));
  }

  private static Optional<Node> last(Network network, Predicate<Node> fits) {
    List<Node> found = network.nodes().stream().filter(fits).toList();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(network.finished(found.get(found.size() - 1)));
  }
}
