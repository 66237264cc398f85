package org.xai4j.lrp.rule;

import org.xai4j.core.layer.Activation;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * The gradient of a rectifier made smooth: the slope of (1/β)·log(1 + e^(β·z)), which is σ(β·z)
 * (Dombrowski et al. 2019, arXiv:1906.07983).
 *
 * @param beta β, positive; the larger, the nearer to the rectifier
 */
public record BetaSmoothRule(double beta) implements Rule {
  /** Checks β. */
  public BetaSmoothRule {
    Checks.notNegative("beta-smooth", "beta", beta);
  }

  @Override
  public Step bind(Node node, Device device) {
    Operator sigmoid = device.operator(Activation.of(Activation.Function.SIGMOID));
    return (tape, signal) -> {
      Tensor slope = sigmoid.forward(tape.inputs(node)[0].mul(beta));
      return new Tensor[] {slope.mul(signal)};
    };
  }
}
