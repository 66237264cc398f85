package org.xai4j.core.importer.dl4j;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.InputException;

/**
 * Reads Deeplearning4j models into networks. Weights are copied, the model is not changed. A
 * network takes batches in the model's own layout and gives what {@code output} gives at inference,
 * dropout off and batch normalisation with its running statistics.
 *
 * <p>Deeplearning4j does not store the size of its input. Where the layers leave it open, the
 * network accepts any size that fits; where padding depends on it, the size with the largest power
 * of two among those that fit is taken. Give the shape of a row to decide it.
 */
public final class Dl4jImporter {
  private static final int LONGEST = 4096;

  private Dl4jImporter() {}

  /**
   * Reads a zip file as {@code ModelSerializer} writes it. A normalizer stored with the model
   * becomes the network's first layer, {@code normalizer}: the network takes rows as they were
   * before normalisation.
   *
   * @param zip a MultiLayerNetwork or ComputationGraph
   * @param inputShape shape of one row in the model's layout, without the batch axis; empty if
   *     unknown
   * @return the network
   * @throws InputException if the file is missing or damaged, or a layer is not supported
   */
  public static Network read(Path zip, long... inputShape) {
    Dl4jArchive archive = Dl4jArchive.read(zip);
    Network network =
        archive.model() instanceof ComputationGraph graph
            ? convert(graph, inputShape)
            : convert((MultiLayerNetwork) archive.model(), inputShape);
    return archive.normalizer().map(n -> n.before(network)).orElse(network);
  }

  /**
   * Reads a zip file to be trained on: as safely as {@link #read}, but as Deeplearning4j's model.
   *
   * @param zip a MultiLayerNetwork or ComputationGraph, without a normalizer
   * @return one of these two, initialised, without the state of an updater
   * @throws InputException if the file is missing or damaged, or holds a normalizer
   */
  public static Model trainable(Path zip) {
    Dl4jArchive archive = Dl4jArchive.read(zip);
    InputException.check(
        archive.normalizer().isEmpty(),
        "The model file %s holds a normalizer, behind which it cannot be trained here; save the"
            + " model without it and normalize the rows before.",
        zip);
    return archive.model();
  }

  /**
   * Converts a network of layers in sequence.
   *
   * @param model initialised; not modified
   * @param inputShape shape of one row in the model's layout, without the batch axis; empty if
   *     unknown
   * @return the network
   * @throws InputException if a layer is not supported
   */
  public static Network convert(MultiLayerNetwork model, long... inputShape) {
    MultiLayerConfiguration conf = model.getLayerWiseConfigurations();
    List<Object> hints = new ArrayList<>();
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < model.getnLayers(); i++) {
      Layer layer = conf.getConf(i).getLayer();
      layers.add(layer);
      if (conf.getInputPreProcess(i) != null) {
        hints.add(conf.getInputPreProcess(i));
      }
      hints.add(layer);
    }
    DataType type = type(conf.getDataType());
    return solve(
        InputGuess.of(hints, inputShape),
        type,
        (to, input) -> {
          ModelValue x = input;
          for (int i = 0; i < layers.size(); i++) {
            String name = layers.get(i).getLayerName();
            to.enter(name == null ? "layer" + i : name);
            InputPreProcessor before = conf.getInputPreProcess(i);
            x = before == null ? x : Preprocessors.apply(to, x, before);
            x =
                LayerConversion.convert(
                    to, layers.get(i), weights(model.getLayer(i).paramTable(), type), x);
          }
          return x;
        });
  }

  /**
   * Converts a graph of layers with one input; of several outputs the first is taken.
   *
   * @param model initialised; not modified
   * @param inputShape shape of one row in the model's layout, without the batch axis; empty if
   *     unknown
   * @return the network
   * @throws InputException if a layer or vertex is not supported, or the graph has several inputs
   */
  public static Network convert(ComputationGraph model, long... inputShape) {
    ComputationGraphConfiguration conf = model.getConfiguration();
    InputException.check(
        conf.getNetworkInputs().size() == 1,
        "The model has the inputs %s; only models with one input can be explained.",
        String.join(", ", conf.getNetworkInputs()));
    String input = conf.getNetworkInputs().get(0);
    List<String> order = order(conf);
    DataType type = type(conf.getDataType());
    return solve(
        InputGuess.of(hints(conf, input, order), inputShape),
        type,
        (to, x) -> {
          Map<String, ModelValue> values = new HashMap<>(Map.of(input, x));
          for (String name : order) {
            List<ModelValue> from = new ArrayList<>();
            for (String source : sources(conf, name)) {
              from.add(java.util.Objects.requireNonNull(values.get(source)));
            }
            to.enter(name);
            values.put(name, vertex(to, model, name, bare(conf, name), from, type));
          }
          return java.util.Objects.requireNonNull(values.get(conf.getNetworkOutputs().get(0)));
        });
  }

  private static ModelValue vertex(
      Assembly to,
      ComputationGraph model,
      String name,
      GraphVertex conf,
      List<ModelValue> inputs,
      DataType type) {
    if (!(conf instanceof LayerVertex vertex)) {
      return Vertices.convert(to, conf, inputs);
    }
    InputPreProcessor before = vertex.getPreProcessor();
    ModelValue x = before == null ? inputs.get(0) : Preprocessors.apply(to, inputs.get(0), before);
    return LayerConversion.convert(
        to, vertex.getLayerConf().getLayer(), weights(model.getLayer(name).paramTable(), type), x);
  }

  private static GraphVertex bare(ComputationGraphConfiguration conf, String name) {
    GraphVertex vertex = java.util.Objects.requireNonNull(conf.getVertices().get(name));
    return vertex instanceof FrozenVertex frozen ? frozen.getUnderlying() : vertex;
  }

  private static List<String> sources(ComputationGraphConfiguration conf, String name) {
    return conf.getVertexInputs().getOrDefault(name, List.of());
  }

  /** The vertices, each after those it reads. */
  private static List<String> order(ComputationGraphConfiguration conf) {
    Set<String> names = conf.getVertices().keySet();
    Map<String, Integer> missing = new HashMap<>();
    Map<String, List<String>> readers = new HashMap<>();
    List<String> order = new ArrayList<>();
    for (String name : names) {
      List<String> from = sources(conf, name);
      from.forEach(source -> readers.computeIfAbsent(source, s -> new ArrayList<>()).add(name));
      missing.put(name, from.size());
      if (from.isEmpty()) {
        order.add(name);
      }
    }
    conf.getNetworkInputs().forEach(input -> done(input, readers, missing, order));
    for (int i = 0; i < order.size(); i++) {
      done(order.get(i), readers, missing, order);
    }
    InputException.check(
        order.size() == names.size(), "The model's graph has a cycle or reads what is not there.");
    return order;
  }

  /** Adds the vertices that only waited for this one. */
  private static void done(
      String name,
      Map<String, List<String>> readers,
      Map<String, Integer> missing,
      List<String> order) {
    for (String reader : readers.getOrDefault(name, List.of())) {
      if (java.util.Objects.requireNonNull(missing.merge(reader, -1, Integer::sum)) == 0) {
        order.add(reader);
      }
    }
  }

  /** Layers and preprocessors along the paths that start at the input. */
  private static List<Object> hints(
      ComputationGraphConfiguration conf, String input, List<String> order) {
    List<Object> hints = new ArrayList<>();
    Set<String> reached = new HashSet<>(Set.of(input));
    for (String name : order) {
      if (sources(conf, name).stream().noneMatch(reached::contains)) {
        continue;
      }
      reached.add(name);
      GraphVertex vertex = bare(conf, name);
      if (vertex instanceof LayerVertex layer) {
        if (layer.getPreProcessor() != null) {
          hints.add(layer.getPreProcessor());
        }
        hints.add(layer.getLayerConf().getLayer());
      } else if (vertex instanceof PreprocessorVertex p) {
        hints.add(p.getPreProcessor());
      }
    }
    return hints;
  }

  private static DataType type(DataType stored) {
    return stored == DataType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
  }

  private static Weights weights(Map<String, INDArray> table, DataType type) {
    return new Weights(table == null ? Map.of() : table, type);
  }

  /** Converts once to learn what is known of the input's size, and again if that decides it. */
  private static Network solve(
      InputGuess.Result input, DataType type, BiFunction<Assembly, ModelValue, ModelValue> layers) {
    Assembly first = assembly(input, type);
    Network network = finish(first, layers.apply(first, start(first, input)));
    if (Arrays.stream(input.lengths()).noneMatch(l -> l < 0)) {
      return network;
    }
    long[] lengths = input.lengths().clone();
    for (int axis = 0; axis < lengths.length; axis++) {
      if (lengths[axis] < 0) {
        lengths[axis] = length(first, axis);
      }
    }
    Assembly second = assembly(input.with(lengths), type);
    network = finish(second, layers.apply(second, start(second, input.with(lengths))));
    String open = second.firstUndetermined();
    InputException.check(
        open == null,
        "Layer '%s' depends on the size of the input, which the model does not tell; give the"
            + " shape of a row.",
        open == null ? "" : open);
    return network;
  }

  /** The input length that fits all later layers; −1 if several do and none of them matters. */
  private static long length(Assembly assembly, int axis) {
    List<Assembly.Constraint> constraints =
        assembly.constraints().stream().filter(c -> c.length().axis() == axis).toList();
    List<Long> fitting = new ArrayList<>();
    for (long in = 1; in <= LONGEST && !constraints.isEmpty(); in++) {
      long candidate = in;
      if (constraints.stream().allMatch(c -> c.length().of().applyAsLong(candidate) == c.value())) {
        fitting.add(in);
      }
    }
    if (fitting.isEmpty() || fitting.size() == LONGEST) {
      return -1;
    }
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    return assembly.firstUndetermined() == null
        ? -1
        : fitting.stream()
            .max(java.util.Comparator.comparing(Long::numberOfTrailingZeros))
            .orElseThrow();
  }

  private static Assembly assembly(InputGuess.Result input, DataType type) {
    return new Assembly(Network.builder(input.rowShape()), type, input.lengths());
  }

  /** The input, channels first. */
  private static ModelValue start(Assembly to, InputGuess.Result input) {
    to.enter("input");
    List<Length> lengths = new ArrayList<>();
    for (int i = 0; i < input.lengths().length; i++) {
      lengths.add(Length.input(i));
    }
    int node =
        !input.last()
            ? 0
            : lengths.size() == 2 ? to.transpose(0, 0, 3, 1, 2) : to.transpose(0, 0, 2, 1);
    return new ModelValue(node, input.kind(), input.channels(), lengths, input.last(), null);
  }

  /** Ends the network in the model's layout, with a final softmax kept last. */
  private static Network finish(Assembly to, ModelValue output) {
    if (!output.last()) {
      return to.build(output.node());
    }
    Node node = to.builder().nodes().get(output.node());
    if (node.layer() instanceof Softmax) {
      int logits = to.raw(output.at(node.inputs().get(0)));
      return to.build(to.builder().add(node.name(), new Softmax(-1, false), logits));
    }
    return to.build(to.raw(output));
  }
}
