package org.xai4j.lrp;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.TransposedConvolution;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;

/**
 * Brings networks into the form the rules are defined on, without changing their function or the
 * user's model: a batch normalisation is merged into the layer with weights right behind which it
 * stands, else into the one right before which it stands. Elsewhere, behind a residual sum, say, it
 * stays as the diagonal layer it is.
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
        Layer before = changed.getOrDefault(source.index(), source.layer());
        if (onlyReader(network, source).index() == node.index()
            && before instanceof Affine affine
            && mergeableInto(affine, norm)) {
          changed.put(source.index(), followedBy(affine, norm));
          changed.put(node.index(), new Dropout());
          continue;
        }
        Node reader = onlyReader(network, node);
        if (reader.index() != node.index()
            && reader.layer() instanceof Affine affine
            && absorbable(affine, norm)) {
          changed.put(reader.index(), precededBy(affine, norm));
          changed.put(node.index(), new Dropout());
        }
      }
    }
    return changed.isEmpty()
        ? network
        : network.map(node -> changed.getOrDefault(node.index(), node.layer()));
  }

  /** The node that alone reads another, or that node itself. */
  private static Node onlyReader(Network network, Node node) {
    List<Node> readers =
        network.nodes().stream().filter(n -> n.inputs().contains(node.index())).toList();
    return readers.size() == 1 ? readers.get(0) : node;
  }

  /** Whether the normalised axis is the output axis of the layer before. */
  private static boolean mergeableInto(Affine affine, BatchNormalization norm) {
    boolean grouped = affine instanceof TransposedConvolution t && t.groups() > 1;
    boolean axisFits = affine instanceof Dense || norm.axis() == 1;
    return !grouped && axisFits && affine.bias().length() == norm.gamma().length();
  }

  /** Whether the normalised axis is the input axis of the layer behind, which adds no zeros. */
  private static boolean absorbable(Affine affine, BatchNormalization norm) {
    if (affine instanceof Dense) {
      return affine.weights().size(0) == norm.gamma().length();
    }
    return affine instanceof Convolution c
        && c.groups() == 1
        && norm.axis() == 1
        && c.padding().stream().allMatch(p -> p == 0);
  }

  private static Affine followedBy(Affine affine, BatchNormalization norm) {
    INDArray scale = norm.scale();
    int axis = affine instanceof Dense || affine instanceof TransposedConvolution ? 1 : 0;
    return affine.with(
        affine.weights().mul(along(scale, affine, axis)),
        affine.bias().mul(scale).addi(norm.shift()));
  }

  private static Affine precededBy(Affine affine, BatchNormalization norm) {
    int axis = affine instanceof Dense ? 0 : 1;
    INDArray w = affine.weights();
    INDArray shifts = w.mul(along(norm.shift(), affine, axis));
    int[] summed = affine instanceof Dense ? new int[] {0} : IntStream.range(1, w.rank()).toArray();
    return affine.with(
        w.mul(along(norm.scale(), affine, axis)), affine.bias().add(shifts.sum(summed)));
  }

  private static INDArray along(INDArray channel, Affine affine, int axis) {
    long[] shape = new long[affine.weights().rank()];
    Arrays.fill(shape, 1);
    shape[axis] = channel.length();
    return channel.reshape('c', shape);
  }
}
