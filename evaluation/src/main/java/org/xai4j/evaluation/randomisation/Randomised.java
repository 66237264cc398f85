package org.xai4j.evaluation.randomisation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.network.Layers;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Networks with random weights: arrays of affine, recurrent and embedding layers become normal
 * noise with mean zero and the array's own standard deviation, or are multiplied by noise. A layer
 * gets the same noise whichever others are randomised with it.
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
    return network.nodes().stream().filter(n -> weighted(n.layer())).toList();
  }

  private static boolean weighted(Layer layer) {
    return layer instanceof Affine || layer instanceof Recurrent || layer instanceof Embedding;
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
    return networks(network, order, node -> noise(node, random.split(node.name())));
  }

  /**
   * A network with noise on all its weights (Hedström et al. 2023, arXiv:2302.07265): w becomes
   * w·z, z normal with mean 1.
   *
   * @param network not modified
   * @param stdev standard deviation of z
   * @param random of the noise
   * @return a network of the same structure
   * @throws InputException if no layer has weights
   */
  public static Network multiplied(Network network, double stdev, SplitRandom random) {
    requireWeights(layers(network));
    return network.map(
        n ->
            weighted(n.layer())
                ? changed(
                    n,
                    random.split(n.name()),
                    (values, own) ->
                        Arrays.setAll(values, j -> values[j] * (1 + stdev * own.nextGaussian())))
                : n.layer());
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
    return changed(
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

  /** A layer whose arrays are changed in place, each with its own randomness. */
  private static Layer changed(
      Node node, SplitRandom random, BiConsumer<double[], SplitRandom> change) {
    int[] place = {0};
    return Layers.map(
        node.layer(),
        array -> {
          double[] values = NdArrays.doubles(array);
          change.accept(values, random.split(place[0]++));
          return NdArrays.array(array.dataType(), values, array.shape());
        });
  }
}
