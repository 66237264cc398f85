package org.xai4j.core.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.InputException;

/**
 * A trained network as an immutable directed acyclic graph of layers with one input and one output.
 * It is thread-safe; models are never mutated, every change gives a new network that shares the
 * weights.
 */
public final class Network implements SeveralInputs {
  private final List<Node> nodes;
  private final Map<String, Node> byName;
  private final List<Long> inputShape;
  private final DataType type;
  private final Optional<ImageLayout> layout;
  private final Map<String, INDArray> held;
  private final Map<Object, Object> derived = new ConcurrentHashMap<>();

  Network(List<Node> nodes, List<Long> inputShape, DataType type, Optional<ImageLayout> layout) {
    this(nodes, inputShape, type, layout, Map.of());
  }

  Network(
      List<Node> nodes,
      List<Long> inputShape,
      DataType type,
      Optional<ImageLayout> layout,
      Map<String, INDArray> held) {
    this.nodes = List.copyOf(nodes);
    this.inputShape = List.copyOf(inputShape);
    this.type = type;
    this.layout = layout;
    this.held = Collections.unmodifiableMap(new LinkedHashMap<>(held));
    this.byName = new LinkedHashMap<>();
    for (Node node : nodes) {
      byName.put(node.name(), node);
    }
  }

  /**
   * Starts a network.
   *
   * @param inputShape shape of one row, without the batch axis; −1 for a length that varies
   * @return a builder that holds the input node
   */
  public static NetworkBuilder builder(long... inputShape) {
    return new NetworkBuilder(inputShape);
  }

  /**
   * A chain of layers.
   *
   * @param inputShape shape of one row, without the batch axis
   * @param layers in order; named by type and position
   * @return the network
   */
  public static Network sequential(long[] inputShape, Layer... layers) {
    NetworkBuilder builder = builder(inputShape);
    int last = 0;
    for (Layer layer : layers) {
      last = builder.add("", layer, last);
    }
    return builder.build(last);
  }

  @Override
  public String kind() {
    return "a network";
  }

  /**
   * The nodes in topological order; the first is the input, the last the output.
   *
   * @return an immutable list
   */
  public List<Node> nodes() {
    return nodes;
  }

  /**
   * The node of a name.
   *
   * @param name as {@code inspect} prints it, or the part before a dot where one node alone begins
   *     with it: {@code conv2} for {@code conv2.Conv}, the module that a file's node came from
   * @return the node
   * @throws InputException if there is none, where the message lists those there are, or if its
   *     value does not have the rows of the batch as its first axis
   */
  public Node node(String name) {
    Node node = byName.get(name);
    if (node == null) {
      List<Node> parts = nodes.stream().filter(n -> n.name().startsWith(name + ".")).toList();
      if (parts.size() == 1) {
        return rowWise(parts.get(0));
      }
      throw new InputException(
          "The network has no layer '"
              + name
              + "'; it has "
              + String.join(", ", byName.keySet())
              + ".");
    }
    return rowWise(node);
  }

  /**
   * Whether a node's value has the rows of the batch as its first axis.
   *
   * @param node of this network
   * @return false where a layer lays time or steps in front or beside the rows
   */
  public boolean countsRows(Node node) {
    List<Boolean> rows = derive("rows", NodeShapes::countRows);
    return rows.get(node.index());
  }

  /** A layer that lays time or anything else in front has no value per row. */
  private Node rowWise(Node node) {
    InputException.check(
        countsRows(node),
        "The value of layer '%s' does not have the rows of the batch as its first axis; name a layer"
            + " before or behind it.",
        node.name());
    return node;
  }

  /**
   * The node whose value a layer of the model gives: the one after a fused activation.
   *
   * @param node of this network
   * @return itself where none is fused
   */
  public Node finished(Node node) {
    return byName.getOrDefault(node.owner(), node);
  }

  /**
   * The output node.
   *
   * @return the last node
   */
  public Node output() {
    return nodes.get(nodes.size() - 1);
  }

  /**
   * Shape of one row of the input, without the batch axis.
   *
   * @return −1 for a length that varies
   */
  @Override
  public List<Long> inputShape() {
    return inputShape;
  }

  /**
   * Type of weights and values: FLOAT or DOUBLE.
   *
   * @return the type
   */
  @Override
  public DataType type() {
    return type;
  }

  /**
   * Where the channels of the input's images or signals stand: as {@link #with(ImageLayout)} says,
   * else as the layers tell, else channels last for images of which only the last axis can be
   * colours.
   *
   * @return of no meaning where rows have another number of axes
   */
  @Override
  public ImageLayout layout() {
    return layout.orElseGet(() -> derive("layout", ImageLayout::of));
  }

  /**
   * Where the channels of a node's output stand.
   *
   * @param node of this network
   * @return channels first where nothing tells
   */
  public ImageLayout layout(Node node) {
    return ImageLayout.of(this, node);
  }

  /**
   * This network with another layout of its input's images, where the layers do not tell or tell
   * wrongly.
   *
   * @param other replaces {@link #layout()}
   * @return a network of the same layers
   * @throws InputException if rows are no images
   */
  @Override
  public Network with(ImageLayout other) {
    InputException.check(
        inputShape.size() == 3,
        "A layout of images is given, but the model takes rows of shape %s; leave it out.",
        inputShape);
    return new Network(nodes, inputShape, type, Optional.of(other), held);
  }

  @Override
  public Network channelsFirst() {
    boolean channels = inputShape.size() == 2 || inputShape.size() == 3;
    return !channels || layout() == ImageLayout.CHANNELS_FIRST
        ? this
        : derive("channels first", ImageLayout::turned);
  }

  /**
   * Whether every layer is affine and the outputs therefore are sums over the elements of a row.
   *
   * @return true for linear models and stacks of linear layers
   */
  @Override
  public boolean additive() {
    return nodes.stream().allMatch(node -> node.layer().affine());
  }

  /**
   * Whether the input is token ids, looked up in an embedding.
   *
   * @return true if {@link TokenTables} finds one
   */
  public boolean tokens() {
    return !TokenTables.of(this).isEmpty();
  }

  @Override
  public INDArray predict(INDArray inputs) {
    return Engine.standard().predict(this, accept(inputs));
  }

  /**
   * Whether this network ends in a sigmoid: with a single output that is a classifier of two
   * classes.
   *
   * @return true for a final sigmoid
   */
  @Override
  public boolean binary() {
    return output().layer() instanceof Activation a && a.function() == Activation.Function.SIGMOID;
  }

  /**
   * Whether a row has a single output that is no probability: a regression.
   *
   * @return true for one output without a final sigmoid or softmax
   */
  @Override
  public boolean regression() {
    return derive("regression", network -> network.logits() == network && network.outputs() == 1);
  }

  /** Where the layout was told, not taken from the layers. */
  Optional<ImageLayout> told() {
    return layout;
  }

  /** Outputs of a row. */
  private long outputs() {
    if (output().layer() instanceof Dense dense && inputShape.size() == 1) {
      return dense.weights().size(1);
    }
    Network one = uniform() ? this : HeldValues.first(this);
    return one.predict(Nd4j.zeros(type, NodeShapes.batch(this, 1))).length();
  }

  /**
   * This network up to its logits: without a final softmax, log-softmax or sigmoid.
   *
   * @return itself if it ends in none of these
   */
  @Override
  public Network logits() {
    return derive(
        "logits",
        network -> {
          Layer last = network.output().layer();
          boolean squashes =
              last instanceof Softmax
                  || (last instanceof Activation a && a.function() == Activation.Function.SIGMOID);
          return squashes ? network.upTo(network.nodes.get(output().inputs().get(0))) : network;
        });
  }

  /**
   * This network with probabilities as outputs: itself if it ends in a softmax or sigmoid, else
   * with a softmax added behind the logits. A regression has no probabilities and stays as it is.
   *
   * @return a network whose outputs are probabilities, or the quantity of a regression
   */
  @Override
  public Network probabilities() {
    return derive(
        "probabilities",
        network -> {
          boolean bare = network.logits() == network && !network.regression();
          boolean log = network.output().layer() instanceof Softmax s && s.logarithm();
          return bare || log
              ? network.logits().append("probabilities", new Softmax(-1, false))
              : network;
        });
  }

  /**
   * The part of this network that ends at a node.
   *
   * @param node becomes the output
   * @return a network of the nodes it needs
   */
  public Network upTo(Node node) {
    return Cuts.upTo(this, node);
  }

  /**
   * The part of this network that starts at a node: that node's output becomes the input. Layer
   * attribution is input attribution of this part.
   *
   * @param node becomes the input
   * @param shape shape of one row of its output, without the batch axis
   * @return a network of the nodes that follow
   * @throws InputException if a path from the input to the output goes around the node
   */
  public Network from(Node node, long... shape) {
    return Cuts.from(this, node, Map.of(), shape);
  }

  /**
   * This network with one of its other inputs held at given values while the first is explained.
   *
   * @param name of the input
   * @param values [1, …] for all rows, or [n, …], one for each of the n rows that are explained
   * @return a new network
   * @throws InputException if there is no such input, or the values do not fit it
   */
  @Override
  public Network withHeld(String name, INDArray values) {
    return HeldValues.with(this, name, values);
  }

  /**
   * The inputs that have no value yet; a network runs when there are none.
   *
   * @return their nodes
   */
  public List<Node> openInputs() {
    return HeldValues.open(this);
  }

  @Override
  public String explainedInput() {
    return nodes.get(0).name();
  }

  @Override
  public List<String> open() {
    return openInputs().stream().map(Node::name).toList();
  }

  /**
   * Whether every row runs alike: no input is open or held at values that differ between rows.
   *
   * @return true for a network of one input
   */
  public boolean uniform() {
    return held.isEmpty() && derive("open", HeldValues::open).isEmpty();
  }

  /**
   * The values that differ between rows, by input.
   *
   * @return [n, …] each; none for a network of one input or of equal values for all rows
   */
  public Map<String, INDArray> held() {
    return held;
  }

  Network holding(Map<String, INDArray> values) {
    return new Network(nodes, inputShape, type, layout, values);
  }

  /** Other nodes in the place of this network's. */
  Network of(List<Node> others) {
    return new Network(others, inputShape, type, layout, held);
  }

  /**
   * This network with one more layer behind its output.
   *
   * @param name of the new layer
   * @param layer takes one input
   * @return a new network
   */
  public Network append(String name, Layer layer) {
    return Cuts.append(this, name, layer, nodes.size() - 1);
  }

  /**
   * This network with other layers at some places, for example with modified weights.
   *
   * @param change gives the layer for each node; the node's own layer to keep it
   * @return a new network of the same structure
   */
  public Network map(Function<Node, Layer> change) {
    List<Node> changed = new ArrayList<>();
    for (Node n : nodes) {
      changed.add(new Node(n.index(), n.name(), change.apply(n), n.inputs()));
    }
    return of(changed);
  }

  /**
   * This network in another floating-point type.
   *
   * @param newType FLOAT or DOUBLE
   * @return itself if it has that type, else a network with cast weights
   */
  @Override
  public Network as(DataType newType) {
    if (newType == type) {
      return this;
    }
    List<Node> cast = new ArrayList<>();
    for (Node n : nodes) {
      cast.add(
          new Node(n.index(), n.name(), Layers.map(n.layer(), a -> a.castTo(newType)), n.inputs()));
    }
    Map<String, INDArray> values = new LinkedHashMap<>();
    held.forEach((name, value) -> values.put(name, value.castTo(newType)));
    return new Network(cast, inputShape, newType, layout, values);
  }

  /**
   * SHA-256 over structure and weights.
   *
   * @return 64 hexadecimal digits
   */
  @Override
  public String hash() {
    return derive("hash", Layers::hash);
  }

  /**
   * A value derived from this network, computed once and kept with it.
   *
   * @param key names the value
   * @param make computes it
   * @param <T> its type
   * @return the value
   */
  @SuppressWarnings("unchecked") // a key is always used with one type
  public <T> T derive(Object key, Function<Network, T> make) {
    Object value = derived.get(key);
    if (value == null) {
      // Not computeIfAbsent: making one value may derive another. Outside of the chunks' memory:
      // the first run of a network is often inside a chunk, but what it derives stays.
      value = Chunks.outside(() -> make.apply(this));
      Object earlier = derived.putIfAbsent(key, value);
      value = earlier == null ? value : earlier;
    }
    return (T) value;
  }

  @Override
  public String toString() {
    return "Network" + inputShape + " of " + nodes.size() + " layers";
  }
}
