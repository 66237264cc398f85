package org.xai4j.lrp.rule;

import java.util.Arrays;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rule;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;

/** Relevance goes through unchanged, as at element-wise activations. */
public record PassRule() implements Rule {
  @Override
  public Step bind(Node node, Device device) {
    return (tape, signal) -> {
      long[] shape = tape.inputs(node)[0].shape();
      InputException.check(
          node.inputs().size() == 1 && Arrays.equals(shape, signal.shape()),
          "The rule pass is for layers whose output has the shape of their input,"
              + " but layer '%s' is of type %s; give it another.",
          node.name(),
          node.layer().type());
      return new Tensor[] {signal};
    };
  }
}
