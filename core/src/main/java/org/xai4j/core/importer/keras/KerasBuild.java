package org.xai4j.core.importer.keras;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.importer.onnx.internal.Growth;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.network.Node;

/** The network under construction, with the shape of every value for two lengths of free axes. */
final class KerasBuild {
  /** Lengths of free axes that differ in all that windows may do to them. */
  private static final Twin<Long> FREE = new Twin<>(1024L, 1280L);

  private final NetworkBuilder builder;
  private final List<Twin<long[]>> shapes = new ArrayList<>();
  private String name = "";

  /** The node with the layer's own name; −1 while there is none. */
  private int holder = -1;

  /**
   * Starts a network.
   *
   * @param input name of the explained input
   * @param row shape of a row of the explained input, −1 for a free length
   */
  KerasBuild(String input, List<Long> row) {
    builder = Network.builder(row.stream().mapToLong(d -> d).toArray());
    builder.rename(0, input);
    shapes.add(probes(row));
  }

  private static Twin<long[]> probes(List<Long> row) {
    return FREE.map(
        free -> {
          long[] shape = new long[row.size() + 1];
          shape[0] = 1;
          for (int i = 0; i < row.size(); i++) {
            shape[i + 1] = row.get(i) < 0 ? free : row.get(i);
          }
          return shape;
        });
  }

  /** An input that is held. */
  int input(String input, List<Long> row) {
    shapes.add(probes(row));
    return builder.add(input, new Input(row));
  }

  /** The nodes added from now on belong to a layer of the model. */
  void enter(String layer) {
    name = layer;
    holder = -1;
  }

  /** Adds a node that carries the layer's own name, unless a later one takes it over. */
  int add(Layer layer, int... inputs) {
    return named(layer, holder < 0 ? "" : "_" + lower(builder.nodes().get(holder).layer()), inputs);
  }

  /** Adds the layer's fused activation, whose value is the one that the layer gives. */
  int activate(Layer layer, int... inputs) {
    return named(layer, Node.PREACTIVATION, inputs);
  }

  private int named(Layer layer, String earlier, int... inputs) {
    if (holder >= 0) {
      builder.rename(holder, name + earlier);
    }
    holder = append(name, layer, inputs);
    return holder;
  }

  /** Adds a node that prepares or rearranges. */
  int help(Layer layer, int... inputs) {
    return append(name + "_" + lower(layer), layer, inputs);
  }

  private int append(String wanted, Layer layer, int... inputs) {
    shapes.add(layer instanceof Constant c ? Twin.both(c.value().shape()) : shape(layer, inputs));
    return builder.add(wanted, layer, inputs);
  }

  private Twin<long[]> shape(Layer layer, int... inputs) {
    List<long[]> first = Arrays.stream(inputs).mapToObj(i -> shapes.get(i).first()).toList();
    List<long[]> second = Arrays.stream(inputs).mapToObj(i -> shapes.get(i).second()).toList();
    Growth.check(layer, first);
    return new Twin<>(
        OutputShape.of(layer, first.toArray(long[][]::new)),
        OutputShape.of(layer, second.toArray(long[][]::new)));
  }

  private static String lower(Layer layer) {
    return layer.type().toLowerCase(Locale.ROOT);
  }

  int constant(INDArray value) {
    return help(new Constant(value));
  }

  /** A number that broadcasts. */
  int constant(double value) {
    return constant(NdArrays.array(new float[] {(float) value}, 1));
  }

  int combine(Elementwise.Operation operation, int... inputs) {
    return help(new Elementwise(operation), inputs);
  }

  int times(int node, double factor) {
    return factor == 1 ? node : combine(Elementwise.Operation.MULTIPLY, node, constant(factor));
  }

  int transpose(int node, Integer... permutation) {
    return help(new Transpose(List.of(permutation)), node);
  }

  int rank(int node) {
    return shapes.get(node).first().length;
  }

  /** The length of an axis; −1 if it is free. */
  long length(int node, int axis) {
    Twin<long[]> shape = shapes.get(node);
    int at = axis < 0 ? axis + shape.first().length : axis;
    return shape.first()[at] == shape.second()[at] ? shape.first()[at] : -1;
  }

  /** The node in Keras' order of axes. */
  int plain(KerasTensor x) {
    return x.turned() ? moved(x.node(), 1, rank(x.node()) - 1) : x.node();
  }

  /** The node with channels second, of a tensor that Keras has channels last. */
  int turned(KerasTensor x) {
    return x.turned() || rank(x.node()) < 3 ? x.node() : moved(x.node(), rank(x.node()) - 1, 1);
  }

  private int moved(int node, int from, int to) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < rank(node); i++) {
      order.add(i);
    }
    order.add(to, order.remove(from));
    return help(new Transpose(order), node);
  }

  Network build(int output) {
    return builder.build(output);
  }
}
