package org.xai4j.lrp;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Rule;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Expand;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.PRelu;
import org.xai4j.core.layer.Pad;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.layer.Upsample;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;

/**
 * What relevance does at the layers without weights, whatever the rule of the others: element-wise
 * activations pass it on unchanged, the winner of a maximum takes all, sums and averages share it
 * in proportion to their inputs, and layers that only move cells move it back.
 */
final class Roles {
  /** Relevance goes through unchanged. */
  static final Rule PASS = (node, engine) -> (tape, signal) -> new INDArray[] {signal};

  private Roles() {}

  /**
   * The rule of a layer that has no weights of its own.
   *
   * @param layer any layer
   * @param linear the rule of sums and averages
   * @return nothing if the layer has weights or relevance cannot pass it
   */
  static Optional<Rule> of(Layer layer, Rule linear) {
    if (layer instanceof Activation || layer instanceof PRelu || layer instanceof Dropout) {
      return Optional.of(PASS);
    }
    boolean maximum =
        (layer instanceof Pooling p && p.kind() == Pooling.Kind.MAX)
            || (layer instanceof Reduction r && r.kind() == Reduction.Kind.MAX);
    boolean moves =
        layer instanceof Reshape
            || layer instanceof Transpose
            || layer instanceof Slice
            || layer instanceof Gather
            || layer instanceof Pad
            || layer instanceof Concat
            || layer instanceof Constant
            || layer instanceof Embedding
            || layer instanceof Input;
    if (maximum || moves) {
      return Optional.of(Rule.GRADIENT);
    }
    boolean shares =
        layer instanceof Pooling
            || layer instanceof Reduction
            || layer instanceof BatchNormalization
            || layer instanceof Expand
            || layer instanceof Upsample
            || (layer instanceof Elementwise e
                && (e.operation() == Elementwise.Operation.ADD
                    || e.operation() == Elementwise.Operation.SUBTRACT));
    return shares ? Optional.of(linear) : Optional.empty();
  }

  /**
   * The first layer relevance cannot pass.
   *
   * @param network any network
   * @return a sentence that names it, or nothing
   */
  static Optional<String> obstacle(Network network) {
    for (Node node : network.nodes()) {
      boolean passes = node.layer() instanceof Affine || of(node.layer(), PASS).isPresent();
      if (!passes) {
        return Optional.of(
            "layer '"
                + node.name()
                + "' of type "
                + node.layer().type()
                + " has no relevance rule.");
      }
    }
    return Optional.empty();
  }
}
