package org.xai4j.lrp.composite;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.TransposedConvolution;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;

/**
 * Brings networks into the form the rules are defined on, without changing their function or the
 * user's model: a batch normalisation is merged into the layer with weights right behind which it
 * stands, else into the one right before which it stands. Elsewhere, behind a residual sum, say, it
 * stays as the diagonal layer it is.
 */
public final class Canonizer {
  private Canonizer() {}

  /**
   * The canonical form.
   *
   * @param network not modified
   * @return a network of the same function and structure, merged normalisations being identities
   */
  public static Network canonical(Network network) {
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
        Reader reader = reader(network, node, norm);
        if (reader.node().layer() instanceof Affine affine
            && absorbable(affine, norm, reader.flat())) {
          changed.put(reader.node().index(), precededBy(affine, norm));
          changed.put(node.index(), new Dropout());
        }
      }
    }
    return changed.isEmpty()
        ? network
        : network.map(node -> changed.getOrDefault(node.index(), node.layer()));
  }

  /** What reads a normalisation, and whether the channels are flattened on the way. */
  private record Reader(Node node, boolean flat) {}

  /**
   * The node that alone reads a normalisation, beyond dropout and the flattening of channels; or
   * the normalisation itself.
   */
  private static Reader reader(Network network, Node norm, BatchNormalization layer) {
    Node at = norm;
    boolean flat = false;
    while (true) {
      Node next = onlyReader(network, at);
      if (next.index() == at.index()) {
        return new Reader(norm, false);
      }
      boolean flattens = next.layer().equals(Reshape.flatten()) && layer.axis() == 1;
      if (!flattens && !(next.layer() instanceof Dropout)) {
        return new Reader(next, flat);
      }
      flat |= flattens;
      at = next;
    }
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

  /**
   * Whether the normalised axis is the input axis of the layer behind, which adds no zeros; a dense
   * layer behind flattened channels reads the places of each channel one after the other.
   */
  private static boolean absorbable(Affine affine, BatchNormalization norm, boolean flat) {
    long channels = norm.gamma().length();
    if (affine instanceof Dense) {
      long read = affine.weights().size(0);
      return flat ? read % channels == 0 : read == channels;
    }
    return affine instanceof Convolution c
        && !flat
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
    INDArray w = affine.weights();
    INDArray shifts = w.mul(before(norm.shift(), affine));
    int[] summed = affine instanceof Dense ? new int[] {0} : IntStream.range(1, w.rank()).toArray();
    return affine.with(w.mul(before(norm.scale(), affine)), affine.bias().add(shifts.sum(summed)));
  }

  /** A value per channel as a factor of the weights that read the channel. */
  private static INDArray before(INDArray channel, Affine affine) {
    double[] values = NdArrays.doubles(channel);
    long[] shape = affine.weights().shape().clone();
    Arrays.fill(shape, affine instanceof Dense ? 1 : 2, shape.length, 1);
    double[] factors = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    if (affine instanceof Convolution c) {
      int read = (int) shape[1];
      int written = (int) shape[0] / c.groups();
      Arrays.setAll(factors, i -> values[i / read / written * read + i % read]);
    } else {
      int places = factors.length / values.length;
      Arrays.setAll(factors, i -> values[i / places]);
    }
    return NdArrays.array(channel.dataType(), factors, shape);
  }

  private static INDArray along(INDArray channel, Affine affine, int axis) {
    long[] shape = new long[affine.weights().rank()];
    Arrays.fill(shape, 1);
    shape[axis] = channel.length();
    return channel.reshape('c', shape);
  }
}
