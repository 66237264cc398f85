package org.xai4j.core.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.run.InputException;

/** Runs the layers of a sequential or functional configuration, models within models too. */
final class GraphReader {
  /** Names that layers and operations share. */
  private static final Set<String> MERGES =
      Set.of("Add", "Subtract", "Multiply", "Maximum", "Minimum");

  /** Arguments that are tensors and read. */
  private static final Set<String> ARGUMENTS =
      Set.of("query", "value", "key", "attention_mask", "mask", "initial_state");

  private final KerasBuild to;
  private final LayerSettings model;
  private final String prefix;
  private final Map<String, LayerSettings> layers = new LinkedHashMap<>();
  private final Map<String, List<INDArray>> weights = new HashMap<>();
  private final Map<String, GraphReader> models = new HashMap<>();

  /** Called once for each layer: arrays are found by the order of layers. */
  GraphReader(KerasBuild to, LayerSettings model, StoredWeights stored, String prefix) {
    this.to = to;
    this.model = model;
    this.prefix = prefix;
    for (JsonNode layer : list(model)) {
      LayerSettings own = settings(layer, model);
      if (own.json().path("operation").asBoolean(false)) {
        layers.put(own.name(), own);
      } else if (holdsLayers(own)) {
        layers.put(own.name(), own);
        StoredWeights inner = stored.within(own.type(), own.name());
        models.put(own.name(), new GraphReader(to, own, inner, prefix + own.name() + "/"));
      } else {
        layers.put(own.name(), own);
        weights.put(own.name(), stored.of(own));
      }
    }
  }

  /** The settings of a layer; those of operations say that they are. */
  static LayerSettings settings(JsonNode layer, LayerSettings outer) {
    String module = layer.path("module").asText("");
    JsonNode config = layer.path("config");
    String name = layer.path("name").asText(config.path("name").asText(""));
    LayerSettings settings =
        new LayerSettings(layer.path("class_name").asText(), name, config, outer.version());
    // Files of HDF5 do not tell the module; layers have a setting that operations lack.
    boolean bare = settings.keras3() && module.isEmpty() && !config.has("trainable");
    boolean operation = module.contains(".ops.") || (bare && MERGES.contains(settings.type()));
    if (operation && config instanceof ObjectNode object) {
      object.put("operation", true);
    }
    return settings;
  }

  static boolean holdsLayers(LayerSettings settings) {
    return List.of("Sequential", "Functional", "Model").contains(settings.type())
        && (settings.json().isArray() || settings.json().has("layers"));
  }

  static JsonNode list(LayerSettings model) {
    return model.json().isArray() ? model.json() : model.json().path("layers");
  }

  /**
   * Adds the nodes of the model, called on tensors.
   *
   * @return its outputs by name
   */
  Map<String, KerasTensor> run(List<KerasTensor> inputs) {
    return model.type().equals("Sequential") ? chain(inputs) : graph(inputs);
  }

  private Map<String, KerasTensor> chain(List<KerasTensor> inputs) {
    KerasTensor x = inputs.get(0);
    String last = "";
    for (LayerSettings layer : layers.values()) {
      last = layer.name();
      if (!layer.type().equals("InputLayer")) {
        x = call(layer, List.of(x), Map.of(), MissingNode.getInstance(), Map.of());
      }
    }
    return Map.of(last, x);
  }

  private KerasTensor call(
      LayerSettings layer,
      List<KerasTensor> inputs,
      Map<String, KerasTensor> named,
      JsonNode arguments,
      Map<Integer, Double> numbers) {
    GraphReader inner = models.get(layer.name());
    if (inner != null) {
      return inner.run(inputs).values().iterator().next();
    }
    for (String name : named.keySet()) {
      if (!ARGUMENTS.contains(name)) {
        throw layer.refused("is called with the tensor " + name);
      }
    }
    to.enter(prefix + layer.name());
    List<KerasTensor> given = new ArrayList<>(inputs);
    if (named.containsKey("mask") && !given.isEmpty()) {
      given.set(0, given.get(0).masked(named.get("mask").node()));
    }
    List<INDArray> own = weights.getOrDefault(layer.name(), List.of());
    return KerasLayers.add(new KerasCall(to, layer, own, given, named, arguments, numbers));
  }

  private Map<String, KerasTensor> graph(List<KerasTensor> inputs) {
    Map<String, KerasTensor> done = new HashMap<>();
    List<String> ends = ends(model.json().path("input_layers"));
    InputException.check(
        ends.size() == inputs.size(),
        "The Keras model '%s' takes %d inputs, but is called on %d.",
        model.name(),
        ends.size(),
        inputs.size());
    for (int i = 0; i < ends.size(); i++) {
      done.put(ends.get(i), inputs.get(i));
    }
    List<GraphCall> open = new ArrayList<>();
    for (JsonNode layer : list(model)) {
      open.addAll(GraphCall.of(settings(layer, model).name(), layer.path("inbound_nodes")));
    }
    while (!open.isEmpty()) {
      List<GraphCall> waiting = new ArrayList<>();
      for (GraphCall call : open) {
        if (done.keySet().containsAll(call.tensors())) {
          LayerSettings layer = Objects.requireNonNull(layers.get(call.layer()));
          done.put(
              call.key(),
              call(
                  layer,
                  call.places().stream().map(done::get).toList(),
                  call.names(done),
                  call.arguments(),
                  call.numbers()));
          if (layer.type().equals("MultiHeadAttention") && layer.keras3()) {
            // Keras 3 takes the masks off what attention has read.
            call.tensors().forEach(t -> done.computeIfPresent(t, (k, v) -> v.masked(-1)));
          }
        } else {
          waiting.add(call);
        }
      }
      InputException.check(
          waiting.size() < open.size(),
          "The layer '%s' of the Keras model reads %s, which no layer gives; only first outputs of"
              + " layers are read.",
          waiting.isEmpty() ? "" : waiting.get(0).layer(),
          waiting.isEmpty() ? "" : waiting.get(0).tensors());
      open = waiting;
    }
    Map<String, KerasTensor> outputs = new LinkedHashMap<>();
    for (String end : ends(model.json().path("output_layers"))) {
      KerasTensor value = done.get(end);
      InputException.check(
          value != null, "The Keras model '%s' has no layer of the output %s.", model.name(), end);
      outputs.put(end.substring(0, end.lastIndexOf(' ', end.lastIndexOf(' ') - 1)), value);
    }
    InputException.check(!outputs.isEmpty(), "The Keras model '%s' has no output.", model.name());
    return outputs;
  }

  /** References to tensors in a list, an object or alone. */
  static List<String> ends(JsonNode node) {
    List<String> ends = new ArrayList<>();
    if (GraphCall.reference(node)) {
      ends.add(GraphCall.key(node));
    } else {
      node.forEach(n -> ends.addAll(ends(n)));
    }
    return ends;
  }
}
