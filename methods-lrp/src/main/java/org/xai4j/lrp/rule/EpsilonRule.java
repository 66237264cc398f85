package org.xai4j.lrp.rule;

import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * The ε-rule, Rᵢ = xᵢ·Σⱼ wᵢⱼ·Rⱼ/(zⱼ + ε·sign(zⱼ)), for every layer that is linear in its inputs:
 * dense, convolution, normalisation with stored statistics, average pooling, sums. ε = 0 is the
 * basic rule, LRP-0 (Bach et al. 2015, PLoS ONE 10(7)).
 *
 * @param epsilon ε, not negative
 * @param bias what becomes of the bias; layers without weights have none. A shared bias takes the
 *     stabiliser along, so that relevance is conserved (Arras et al. 2017)
 */
public record EpsilonRule(double epsilon, Bias bias) implements Rule {
  /** Checks ε. */
  public EpsilonRule {
    Checks.notNegative("epsilon", "epsilon", epsilon);
  }

  /**
   * The rule with the bias in the denominator.
   *
   * @param epsilon ε, not negative
   */
  public EpsilonRule(double epsilon) {
    this(epsilon, Bias.ABSORBED);
  }

  @Override
  public Step bind(Node node, Device device) {
    boolean parameters =
        node.layer() instanceof Affine || node.layer() instanceof BatchNormalization;
    if (bias == Bias.ABSORBED || !parameters) {
      return (tape, signal) -> {
        Tensor[] inputs = tape.inputs(node);
        Operator.Recorded recorded = tape.entry(node);
        Tensor share = signal.div(recorded.output(), epsilon);
        Tensor[] gradients = tape.operator(node).gradient(inputs, recorded, share);
        for (int i = 0; i < inputs.length; i++) {
          gradients[i] = gradients[i].mul(inputs[i]);
        }
        return gradients;
      };
    }
    Linear layer = Linear.of(node, "epsilon");
    boolean shared = bias == Bias.SHARED;
    Operator operator = device.operator(layer.map(a -> a, shared));
    BiasShare spread = new BiasShare(layer, device);
    return (tape, signal) -> {
      Tensor[] x = tape.inputs(node);
      Operator.Recorded recorded = shared ? tape.entry(node) : operator.record(x);
      Tensor share = signal.div(recorded.output(), epsilon);
      Tensor r = operator.gradient(x, recorded, share)[0].mul(x[0]);
      return new Tensor[] {shared ? r.add(spread.of(x[0], share, recorded.output(), epsilon)) : r};
    };
  }
}
