package org.xai4j.lrp;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Engine;
import org.xai4j.core.engine.Operator;
import org.xai4j.core.engine.Rule;
import org.xai4j.core.model.Node;

/**
 * The ε-rule, Rᵢ = xᵢ·Σⱼ wᵢⱼ·Rⱼ/(zⱼ + ε·sign(zⱼ)), for every layer that is linear in its input:
 * dense, convolution, normalisation with stored statistics, average pooling, sums. The bias is part
 * of z and keeps its share. ε = 0 is the basic rule, LRP-0 (Bach et al. 2015).
 *
 * @param epsilon ε, not negative
 */
public record EpsilonRule(double epsilon) implements Rule {
  @Override
  public Step bind(Node node, Engine engine) {
    Operator operator = engine.operator(node.layer());
    return (tape, signal) -> {
      INDArray[] inputs = tape.inputs(node);
      Operator.Recorded recorded = tape.entry(node);
      INDArray share = Stabilizer.divide(signal, recorded.output(), epsilon);
      INDArray[] gradients = operator.gradient(inputs, recorded, share);
      for (int i = 0; i < inputs.length; i++) {
        gradients[i] = gradients[i].mul(inputs[i]);
      }
      return gradients;
    };
  }
}
