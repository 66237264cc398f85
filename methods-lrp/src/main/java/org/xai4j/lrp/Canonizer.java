package org.xai4j.lrp;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.TransposedConvolution;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;

/**
 * Brings networks into the form the rules are defined on, without changing their function or the
 * user's model: a batch normalisation right behind a layer with weights is merged into it.
 */
final class Canonizer {
  private Canonizer() {}

  /**
   * The canonical form.
   *
   * @param network not modified
   * @return a network of the same function and structure, merged normalisations being identities
   */
  static Network canonical(Network network) {
    Map<Integer, Layer> changed = new HashMap<>();
    for (Node node : network.nodes()) {
      if (node.layer() instanceof BatchNormalization norm) {
        Node source = network.nodes().get(node.inputs().get(0));
        long readers =
            network.nodes().stream().filter(n -> n.inputs().contains(source.index())).count();
        if (readers == 1 && source.layer() instanceof Affine affine && mergeable(affine, norm)) {
          changed.put(source.index(), merged(affine, norm));
          changed.put(node.index(), new Dropout());
        }
      }
    }
    return changed.isEmpty()
        ? network
        : network.map(node -> changed.getOrDefault(node.index(), node.layer()));
  }

  /** Whether the normalised axis is the layer's output axis. */
  private static boolean mergeable(Affine affine, BatchNormalization norm) {
    boolean grouped = affine instanceof TransposedConvolution t && t.groups() > 1;
    boolean axisFits = affine instanceof Dense || norm.axis() == 1;
    return !grouped && axisFits && affine.bias().length() == norm.gamma().length();
  }

  private static Affine merged(Affine affine, BatchNormalization norm) {
    INDArray scale = norm.scale();
    int axis = affine instanceof Dense || affine instanceof TransposedConvolution ? 1 : 0;
    long[] shape = new long[affine.weights().rank()];
    java.util.Arrays.fill(shape, 1);
    shape[axis] = scale.length();
    return affine.with(
        affine.weights().mul(scale.reshape('c', shape)),
        affine.bias().mul(scale).addi(norm.shift()));
  }
}
