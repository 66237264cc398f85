package org.xai4j.lrp.rule;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.InputException;

/**
 * A layer y = W·x + b whose parameters a rule changes: one with weights, or a normalisation with
 * stored statistics, whose matrix is diagonal.
 *
 * @param layer the layer
 * @param weights W, in the layer's layout
 * @param bias b
 */
record Linear(Layer layer, INDArray weights, INDArray bias) {
  /**
   * The parameters of a node's layer.
   *
   * @param node any node
   * @param rule the rule that needs them, for the message
   * @return the layer
   * @throws InputException if the layer has no parameters
   */
  static Linear of(Node node, String rule) {
    if (node.layer() instanceof Affine affine) {
      return new Linear(affine, affine.weights(), affine.bias());
    }
    InputException.check(
        node.layer() instanceof BatchNormalization,
        "The rule %s is for layers with weights, but layer '%s' is of type %s; give it another.",
        rule,
        node.name(),
        node.layer().type());
    BatchNormalization norm = (BatchNormalization) node.layer();
    return new Linear(norm, norm.scale(), norm.shift());
  }

  /**
   * The layer with other parameters.
   *
   * @param newWeights of the same shape
   * @param newBias of the same shape
   * @return a new layer
   */
  Layer with(INDArray newWeights, INDArray newBias) {
    if (layer instanceof Affine affine) {
      return affine.with(newWeights, newBias);
    }
    BatchNormalization norm = (BatchNormalization) layer;
    INDArray zero = newBias.ulike().assign(0);
    return new BatchNormalization(newWeights, newBias, zero, zero.add(1), 0, norm.axis());
  }

  /**
   * The layer with changed weights and, unless it is ignored, a bias changed alike.
   *
   * @param change of each parameter
   * @param bias whether the bias stays
   * @return a new layer
   */
  Layer map(UnaryOperator<INDArray> change, boolean bias) {
    return with(change.apply(weights), bias ? change.apply(bias()) : noBias());
  }

  /**
   * The layer with all weights one and no bias.
   *
   * @return a new layer
   */
  Layer ones() {
    return with(weights.ulike().assign(1), noBias());
  }

  private INDArray noBias() {
    return bias.ulike().assign(0);
  }

  /**
   * A layer's bias, ready to be combined with its output.
   *
   * @param rank of the output
   * @return b with its axis where the output has its channels
   */
  INDArray biasAlong(int rank) {
    long[] shape = new long[rank];
    Arrays.fill(shape, 1);
    shape[channelAxis(rank)] = bias.length();
    return bias.dup('c').reshape('c', shape);
  }

  private int channelAxis(int rank) {
    if (layer instanceof BatchNormalization norm) {
      return norm.axis() < 0 ? norm.axis() + rank : norm.axis();
    }
    return layer instanceof Dense ? rank - 1 : 1;
  }

  /** The positive part of an array. */
  static INDArray positive(INDArray a) {
    return Transforms.max(a, 0.0, true);
  }

  /** The negative part of an array. */
  static INDArray negative(INDArray a) {
    return Transforms.min(a, 0.0, true);
  }

  /** a + factor·part(a). */
  static UnaryOperator<INDArray> plus(double factor, UnaryOperator<INDArray> part) {
    return a -> a.add(part.apply(a).mul(factor));
  }
}
