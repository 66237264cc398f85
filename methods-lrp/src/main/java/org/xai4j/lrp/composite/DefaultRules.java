package org.xai4j.lrp.composite;

import java.util.Optional;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Softmax;
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
    return switch (layer.family()) {
      case ACTIVATION, DROPOUT, INSTANCE_NORMALIZATION, LAYER_NORMALIZATION, PRELU ->
          Optional.of(new PassRule());
      case CONCAT, CONSTANT, EMBEDDING, GATHER, INPUT, PAD, RESHAPE, SLICE, TRANSPOSE ->
          Optional.of(Rule.GRADIENT);
      case BATCH_NORMALIZATION, EXPAND, UPSAMPLE -> Optional.of(sums);
      case POOLING ->
          Optional.of(((Pooling) layer).kind() == Pooling.Kind.MAX ? Rule.GRADIENT : sums);
      case REDUCTION ->
          Optional.of(((Reduction) layer).kind() == Reduction.Kind.MAX ? Rule.GRADIENT : sums);
      case ELEMENTWISE ->
          switch (((Elementwise) layer).operation()) {
            case ADD, SUBTRACT -> Optional.of(sums);
            case MULTIPLY -> Optional.of(new ProductRule(STABILIZER));
            case DIVIDE -> Optional.of(new QuotientRule());
            case MAXIMUM, MINIMUM -> Optional.of(Rule.GRADIENT);
          };
      case MATMUL -> Optional.of(new ProductRule(STABILIZER));
      case RECURRENT -> Optional.of(recurrent);
      case SOFTMAX ->
          ((Softmax) layer).logarithm() ? Optional.empty() : Optional.of(new SoftmaxRule());
      case CUSTOM ->
          switch (((CustomLayer) layer).passing()) {
            case SHARES -> Optional.of(sums);
            case MOVES -> Optional.of(Rule.GRADIENT);
            case PASSES -> Optional.of(new PassRule());
            case REFUSES -> Optional.empty();
          };
      case CONVOLUTION, DENSE, TRANSPOSED_CONVOLUTION -> Optional.empty();
    };
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
