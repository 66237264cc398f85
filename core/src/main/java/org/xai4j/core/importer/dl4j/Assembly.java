package org.xai4j.core.importer.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.InputException;

/** The network under construction, and what is learnt about the input's size on the way. */
final class Assembly {
  private final NetworkBuilder builder;
  private final DataType type;
  private final long[] inputLengths;
  private final List<Constraint> constraints = new ArrayList<>();
  private String name = "";

  /** The node with the layer's own name; −1 while there is none. */
  private int holder = -1;

  private @Nullable String undetermined;

  /** A length that a later layer asks for. */
  record Constraint(Length length, long value) {}

  /**
   * Starts a network.
   *
   * @param builder holds the input node
   * @param type of the weights
   * @param inputLengths of the input's time or spatial axes, −1 where unknown
   */
  Assembly(NetworkBuilder builder, DataType type, long[] inputLengths) {
    this.builder = builder;
    this.type = type;
    this.inputLengths = inputLengths.clone();
  }

  /** The layers added from now on belong to a layer of the model. */
  void enter(String layer) {
    name = layer;
    holder = -1;
  }

  String name() {
    return name;
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
    holder = builder.add(name, layer, inputs);
    return holder;
  }

  private static String lower(Layer layer) {
    return layer.type().toLowerCase(java.util.Locale.ROOT);
  }

  /** Adds a node that prepares or rearranges. */
  int help(Layer layer, int... inputs) {
    return builder.add(name + "_" + lower(layer), layer, inputs);
  }

  /** Adds a number that broadcasts. */
  int constant(double value) {
    return help(new Constant(Nd4j.scalar(type, value).reshape(1)));
  }

  int transpose(int node, Integer... permutation) {
    return help(new Transpose(List.of(permutation)), node);
  }

  /** The node with the model's own layout of axes. */
  int raw(ModelValue value) {
    if (!value.last()) {
      return value.node();
    }
    return value.kind() == ModelValue.Kind.IMAGE
        ? transpose(value.node(), 0, 2, 3, 1)
        : transpose(value.node(), 0, 2, 1);
  }

  ModelValue flattened(ModelValue value) {
    long features = value.channels();
    for (Length length : value.lengths()) {
      features = features < 0 || length(length) < 0 ? -1 : features * length(length);
    }
    return ModelValue.table(help(Reshape.flatten(), raw(value)), features);
  }

  /** A length for the input at hand; −1 if unknown. */
  long length(Length length) {
    long in = length.axis() < inputLengths.length ? inputLengths[length.axis()] : -1;
    return length.of().applyAsLong(in);
  }

  /** Notes that a length must have a value. */
  void constrain(Length length, long value) {
    constraints.add(new Constraint(length, value));
    long known = length(length);
    InputException.check(
        known < 0 || known == value,
        "Layer '%s' needs a length of %d where the input gives %d; give the shape the model was"
            + " made for.",
        name,
        value,
        known);
  }

  /** Notes that this layer depends on an unknown length. */
  void undetermined() {
    undetermined = name;
  }

  @Nullable String firstUndetermined() {
    return undetermined;
  }

  List<Constraint> constraints() {
    return constraints;
  }

  DataType type() {
    return type;
  }

  Network build(int output) {
    return builder.build(output);
  }

  NetworkBuilder builder() {
    return builder;
  }

  InputException unsupported(String what) {
    return new InputException(
        "Layer '"
            + name
            + "' is "
            + what
            + ", which is not supported; supported are dense, output and loss layers, 1-D and 2-D"
            + " convolution (also transposed, depthwise, separable), pooling, global pooling,"
            + " batch normalization, padding, cropping, upsampling, activation, PReLU, dropout,"
            + " embedding, simple RNN, LSTM, bidirectional, last time step, self-attention, and the"
            + " vertices add, subtract, product, average, max, merge, subset, scale, shift,"
            + " reshape.");
  }
}
