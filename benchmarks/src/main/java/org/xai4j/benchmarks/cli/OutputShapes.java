package org.xai4j.benchmarks.cli;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.engine.Engine;
import org.xai4j.core.engine.Rules;
import org.xai4j.core.engine.Tape;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;

/** Finds the output shapes of layers by running zeros. */
final class OutputShapes {
  private static final int LENGTH = 16;

  private OutputShapes() {}

  /**
   * The shape of every layer's output.
   *
   * @param network any network
   * @param engine runs it on 2 and on 3 rows; what follows the number of rows is {@code n}, what
   *     follows a free length {@code *}
   * @return one text per node
   */
  static List<String> of(Network network, Engine engine) {
    Tape two = run(network, engine, 2, LENGTH);
    Tape three = run(network, engine, 3, LENGTH + 1);
    List<String> shapes = new ArrayList<>();
    for (Node node : network.nodes()) {
      long[] a = two.value(node).shape();
      long[] b = three.value(node).shape();
      List<String> axes = new ArrayList<>();
      for (int i = 0; i < a.length; i++) {
        axes.add(a[i] == b[i] ? String.valueOf(a[i]) : a[i] == 2 && b[i] == 3 ? "n" : "*");
      }
      shapes.add("[" + String.join(", ", axes) + "]");
    }
    return shapes;
  }

  private static Tape run(Network network, Engine engine, long rows, long length) {
    long[] shape = new long[network.inputShape().size() + 1];
    shape[0] = rows;
    for (int i = 1; i < shape.length; i++) {
      long d = network.inputShape().get(i - 1);
      shape[i] = d < 0 ? length : d;
    }
    INDArray zeros = Nd4j.zeros(network.type(), shape);
    return engine.propagation(network, Rules.GRADIENT).forward(zeros);
  }
}
