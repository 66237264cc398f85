package org.xai4j.lrp.composite;

import java.util.Optional;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Expand;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.InstanceNormalization;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.PRelu;
import org.xai4j.core.layer.Pad;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.layer.Upsample;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.lrp.rule.PassRule;
import org.xai4j.lrp.rule.ProductRule;
import org.xai4j.lrp.rule.QuotientRule;
import org.xai4j.lrp.rule.SoftmaxRule;

/**
 * What relevance does at the layers without weights, whatever the rule of the others: element-wise
 * activations pass it on unchanged, the winner of a maximum takes all, sums and averages share it
 * in proportion to their inputs, and layers that only move cells move it back. Attention follows
 * Achtibat et al. 2024 (arXiv:2402.05602): factors share evenly, row-wise normalisations pass.
 */
public final class DefaultRules {
  private static final double STABILIZER = 1e-9;

  private DefaultRules() {}

  /**
   * The rule of a layer that has no weights of its own.
   *
   * @param layer any layer
   * @param sums the rule of sums and averages
   * @param recurrent the rule of recurrent layers
   * @return nothing if the layer has weights or relevance cannot pass it
   */
  public static Optional<Rule> of(Layer layer, Rule sums, Rule recurrent) {
    if (layer instanceof Activation
        || layer instanceof PRelu
        || layer instanceof Dropout
        || layer instanceof LayerNormalization
        || layer instanceof InstanceNormalization) {
      return Optional.of(new PassRule());
    }
    if (winnerTakesAll(layer) || moves(layer)) {
      return Optional.of(Rule.GRADIENT);
    }
    if (shares(layer)) {
      return Optional.of(sums);
    }
    if (layer instanceof Recurrent) {
      return Optional.of(recurrent);
    }
    if (layer instanceof Softmax softmax && !softmax.logarithm()) {
      return Optional.of(new SoftmaxRule());
    }
    if (layer instanceof MatMul || is(layer, Operation.MULTIPLY)) {
      return Optional.of(new ProductRule(STABILIZER));
    }
    return is(layer, Operation.DIVIDE) ? Optional.of(new QuotientRule()) : Optional.empty();
  }

  private static boolean is(Layer layer, Operation operation) {
    return layer instanceof Elementwise e && e.operation() == operation;
  }

  private static boolean winnerTakesAll(Layer layer) {
    return (layer instanceof Pooling p && p.kind() == Pooling.Kind.MAX)
        || (layer instanceof Reduction r && r.kind() == Reduction.Kind.MAX)
        || is(layer, Operation.MAXIMUM)
        || is(layer, Operation.MINIMUM);
  }

  private static boolean moves(Layer layer) {
    return layer instanceof Reshape
        || layer instanceof Transpose
        || layer instanceof Slice
        || layer instanceof Gather
        || layer instanceof Pad
        || layer instanceof Concat
        || layer instanceof Constant
        || layer instanceof Embedding
        || layer instanceof Input;
  }

  private static boolean shares(Layer layer) {
    return layer instanceof Pooling
        || layer instanceof Reduction
        || layer instanceof BatchNormalization
        || layer instanceof Expand
        || layer instanceof Upsample
        || is(layer, Operation.ADD)
        || is(layer, Operation.SUBTRACT);
  }

  /**
   * The first layer relevance cannot pass.
   *
   * @param network any network
   * @return a sentence that names it, or nothing
   */
  public static Optional<String> obstacle(Network network) {
    Rule any = new PassRule();
    for (Node node : network.nodes()) {
      if (!(node.layer() instanceof Affine) && of(node.layer(), any, any).isEmpty()) {
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
