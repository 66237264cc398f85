package org.xai4j.core.importer.onnx.internal;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.cells.PickMarked;
import org.xai4j.core.layer.logic.ElementComparison;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;

/** Inputs on which two networks, or rows of a batch, are compared when a file is read. */
final class Trial {
  private Trial() {}

  /** A batch of a shape, the same each time. */
  static INDArray batch(Network network, long... shape) {
    SplittableRandom random = new SplittableRandom(1);
    double[] values = new double[Value.count(shape)];
    for (int i = 0; i < values.length; i++) {
      // Two ids that every vocabulary has, or positive numbers that suit every function.
      values[i] = network.tokens() ? random.nextInt(2) : random.nextDouble();
    }
    int width = values.length / (int) shape[0];
    for (Node node : network.nodes()) {
      if (node.layer() instanceof PickMarked) {
        // A model that reads its answer at the end token needs one.
        Node mask = network.nodes().get(node.inputs().get(1));
        if (mask.layer() instanceof ElementComparison
            && network.nodes().get(mask.inputs().get(1)).layer() instanceof Constant end
            && end.value().length() == 1) {
          for (int i = width - 1; i < values.length; i += width) {
            values[i] = NdArrays.doubles(end.value())[0];
          }
        }
      }
    }
    return NdArrays.array(network.type(), values, shape);
  }
}
