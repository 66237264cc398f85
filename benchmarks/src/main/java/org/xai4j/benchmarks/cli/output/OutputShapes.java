package org.xai4j.benchmarks.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;

/** Texts of the output shapes of layers. */
public final class OutputShapes {
  private static final int LENGTH = 16;

  private OutputShapes() {}

  /**
   * The shape of every layer's output.
   *
   * @param network any network; its shapes are those for 2 and for 3 rows: what follows the number
   *     of rows is {@code n}, what follows a free length {@code *}
   * @return one text per node
   */
  public static List<String> of(Network network) {
    List<long[]> two = shapes(network, 2, LENGTH);
    List<long[]> three = shapes(network, 3, LENGTH + 1);
    List<String> shapes = new ArrayList<>();
    for (Node node : network.nodes()) {
      long[] a = two.get(node.index());
      long[] b = three.get(node.index());
      List<String> axes = new ArrayList<>();
      for (int i = 0; i < a.length; i++) {
        axes.add(a[i] == b[i] ? String.valueOf(a[i]) : a[i] == 2 && b[i] == 3 ? "n" : "*");
      }
      shapes.add("[" + String.join(", ", axes) + "]");
    }
    return shapes;
  }

  private static List<long[]> shapes(Network network, long rows, long length) {
    long[] input = new long[network.inputShape().size() + 1];
    input[0] = rows;
    for (int i = 1; i < input.length; i++) {
      long d = network.inputShape().get(i - 1);
      input[i] = d < 0 ? length : d;
    }
    List<long[]> shapes = new ArrayList<>();
    for (Node node : network.nodes()) {
      long[][] read = node.inputs().stream().map(shapes::get).toArray(long[][]::new);
      shapes.add(
          node.index() == 0
              ? input
              : node.layer() instanceof Input held
                  ? held(held, rows, length)
                  : OutputShape.of(node.layer(), read));
    }
    return shapes;
  }

  private static long[] held(Input layer, long rows, long length) {
    long[] shape = new long[layer.row().size() + 1];
    Arrays.setAll(
        shape, i -> i == 0 ? rows : layer.row().get(i - 1) < 0 ? length : layer.row().get(i - 1));
    return shape;
  }
}
