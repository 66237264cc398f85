package org.xai4j.lrp;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.xai4j.core.engine.Engine;
import org.xai4j.core.engine.Rule;
import org.xai4j.core.model.Node;

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
  public Step bind(Node node, Engine engine) {
    return (tape, signal) -> {
      INDArray slope = Transforms.sigmoid(tape.inputs(node)[0].mul(beta), false);
      return new INDArray[] {slope.muli(signal)};
    };
  }
}
