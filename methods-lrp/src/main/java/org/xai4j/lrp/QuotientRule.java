package org.xai4j.lrp;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Engine;
import org.xai4j.core.engine.Rule;
import org.xai4j.core.model.Node;

/** The rule of quotients: the numerator takes all, the denominator is a gate and takes none. */
public record QuotientRule() implements Rule {
  @Override
  public Step bind(Node node, Engine engine) {
    Step whole = new EpsilonRule(0).bind(node, engine);
    return (tape, signal) -> {
      INDArray[] r = whole.propagate(tape, signal);
      return new INDArray[] {r[0], r[1].ulike().assign(0)};
    };
  }
}
