package org.xai4j.evaluation.randomisation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.WeightNoise;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Networks with random weights: arrays of affine, recurrent and embedding layers become normal
 * noise with mean zero and the array's own standard deviation. A layer gets the same noise
 * whichever others are randomised with it.
 */
public final class Randomised {
  /** Which layers are randomised together. */
  public enum Order {
    /** The last layer, then the last two, and so on: the cascade of Adebayo et al. */
    TOP_DOWN,
    /** The first layer, then the first two, and so on. */
    BOTTOM_UP,
    /** One layer at a time. */
    INDEPENDENT
  }

  private Randomised() {}

  /**
   * The layers that can be randomised.
   *
   * @param network any network
   * @return those with weights, first to last
   */
  public static List<Node> layers(Network network) {
    return network.nodes().stream().filter(n -> WeightNoise.weighted(n.layer())).toList();
  }

  /**
   * The networks of an order, one after the other.
   *
   * @param network not modified
   * @param order of the layers
   * @param random of the weights
   * @return one network per layer with weights
   */
  public static List<Network> networks(Network network, Order order, SplitRandom random) {
    Map<Integer, Layer> drawn = new HashMap<>();
    return networks(
        network,
        order,
        node -> drawn.computeIfAbsent(node.index(), i -> noise(node, random.split(node.name()))));
  }

  /** The networks of an order with given layers. */
  static List<Network> networks(Network network, Order order, Function<Node, Layer> replacement) {
    List<Node> layers = new ArrayList<>(layers(network));
    requireWeights(layers);
    if (order == Order.TOP_DOWN) {
      Collections.reverse(layers);
    }
    List<Network> networks = new ArrayList<>();
    Set<Integer> changed = new HashSet<>();
    for (Node layer : layers) {
      if (order == Order.INDEPENDENT) {
        changed.clear();
      }
      changed.add(layer.index());
      Set<Integer> now = Set.copyOf(changed);
      networks.add(network.map(n -> now.contains(n.index()) ? replacement.apply(n) : n.layer()));
    }
    return List.copyOf(networks);
  }

  private static void requireWeights(List<Node> layers) {
    InputException.check(!layers.isEmpty(), "The network has no layers with weights to randomise.");
  }

  private static Layer noise(Node node, SplitRandom random) {
    return WeightNoise.changed(
        node,
        random,
        (values, own) -> {
          double mean = Arrays.stream(values).average().orElse(0);
          double stdev =
              Math.sqrt(
                  Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0));
          Arrays.setAll(values, j -> stdev * own.nextGaussian());
        });
  }
}
