package org.xai4j.lrp.rule;

import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;

/** The rule of quotients: the numerator takes all, the denominator is a gate and takes none. */
public record QuotientRule() implements Rule {
  @Override
  public Step bind(Node node, Device device) {
    Step whole = new EpsilonRule(0).bind(node, device);
    return (tape, signal) -> {
      Tensor[] r = whole.propagate(tape, signal);
      return new Tensor[] {r[0], device.filled(signal.type(), 0, r[1].shape())};
    };
  }
}
