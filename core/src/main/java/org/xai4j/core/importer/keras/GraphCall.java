package org.xai4j.core.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One call of a layer in a functional model.
 *
 * @param layer its name
 * @param key of the tensor that it gives: the layer, which of its calls, which of its outputs
 * @param places keys of the tensors given by place
 * @param byName keys of the tensors given by name
 * @param arguments the other arguments by name
 * @param numbers arguments by place that are numbers
 */
record GraphCall(
    String layer,
    String key,
    List<String> places,
    Map<String, String> byName,
    JsonNode arguments,
    Map<Integer, Double> numbers) {
  private static final String TENSOR = "__keras_tensor__";

  /** Whether a node is a layer's name with two numbers. */
  static boolean reference(JsonNode node) {
    return node.isArray()
        && node.size() >= 3
        && node.path(0).isTextual()
        && node.path(1).isIntegralNumber()
        && node.path(2).isIntegralNumber();
  }

  static String key(JsonNode reference) {
    return reference.path(0).asText()
        + " "
        + reference.path(1).asInt()
        + " "
        + reference.path(2).asInt();
  }

  /** All calls of a layer. */
  static List<GraphCall> of(String layer, JsonNode inbound) {
    List<GraphCall> calls = new ArrayList<>();
    int index = 0;
    for (JsonNode call : inbound) {
      String key = layer + " " + index++ + " 0";
      calls.add(call.isObject() ? third(layer, key, call) : second(layer, key, call));
    }
    return calls;
  }

  /** As Keras 3 writes it: arguments by place and by name, tensors as objects. */
  private static GraphCall third(String layer, String key, JsonNode call) {
    List<String> places = new ArrayList<>();
    Map<Integer, Double> numbers = new LinkedHashMap<>();
    for (JsonNode argument : call.path("args")) {
      if (argument.isNumber()) {
        numbers.put(places.size() + numbers.size(), argument.asDouble());
      } else {
        tensors(argument, places);
      }
    }
    Map<String, String> named = new HashMap<>();
    call.path("kwargs")
        .properties()
        .forEach(
            entry -> {
              List<String> found = new ArrayList<>();
              tensors(entry.getValue(), found);
              if (found.size() == 1) {
                named.put(entry.getKey(), found.get(0));
              }
            });
    return new GraphCall(layer, key, places, named, call.path("kwargs"), numbers);
  }

  private static void tensors(JsonNode node, List<String> to) {
    if (node.path("class_name").asText().equals(TENSOR)) {
      to.add(key(node.path("config").path("keras_history")));
    } else if (node.isContainerNode()) {
      node.forEach(n -> tensors(n, to));
    }
  }

  /** As Keras 1 and 2 write it: a list of references, each with arguments by name behind. */
  private static GraphCall second(String layer, String key, JsonNode call) {
    List<String> places = new ArrayList<>();
    Map<String, String> named = new HashMap<>();
    JsonNode arguments = MissingNode.getInstance();
    for (JsonNode entry : reference(call) ? List.of(call) : call) {
      if (!reference(entry)) {
        continue;
      }
      places.add(key(entry));
      if (entry.path(3).isObject()) {
        arguments = entry.path(3);
        arguments
            .properties()
            .forEach(
                p -> {
                  if (reference(p.getValue())) {
                    named.put(p.getKey(), key(p.getValue()));
                  }
                });
      }
    }
    return new GraphCall(layer, key, places, named, arguments, Map.of());
  }

  /** All tensors that the call needs. */
  List<String> tensors() {
    List<String> all = new ArrayList<>(places);
    all.addAll(byName.values());
    return all;
  }

  Map<String, KerasTensor> names(Map<String, KerasTensor> done) {
    Map<String, KerasTensor> named = new HashMap<>();
    byName.forEach((name, tensor) -> named.put(name, done.get(tensor)));
    return named;
  }
}
