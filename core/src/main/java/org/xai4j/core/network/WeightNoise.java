package org.xai4j.core.network;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Networks with noise on their weights: on the arrays of affine, recurrent and embedding layers,
 * each layer and each of its arrays with randomness of its own.
 */
public final class WeightNoise {
  private WeightNoise() {}

  /**
   * Whether a layer's weights can have noise.
   *
   * @param layer any layer
   * @return true for affine, recurrent and embedding layers
   */
  public static boolean weighted(Layer layer) {
    return layer instanceof Affine || layer instanceof Recurrent || layer instanceof Embedding;
  }

  /**
   * A network with noise on all its weights: w becomes w·z, z normal with mean 1 (Bykov et al.
   * 2021, arXiv:2106.10185; Hedström et al. 2023, arXiv:2302.07265).
   *
   * @param network not modified
   * @param stdev standard deviation of z
   * @param random of the noise
   * @return a network of the same structure
   * @throws InputException if no layer has weights
   */
  public static Network multiplied(Network network, double stdev, SplitRandom random) {
    InputException.check(
        network.nodes().stream().anyMatch(n -> weighted(n.layer())),
        "The network has no layers with weights, on which noise could lie.");
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

  /**
   * A node's layer with other weights.
   *
   * @param node whose layer is copied
   * @param random a child of it goes to each array
   * @param change writes the new elements over those of an array, in row-major order
   * @return a layer of the same structure
   */
  public static Layer changed(
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
