package org.xai4j.core.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.xai4j.core.run.InputException;

/**
 * The configuration of a layer.
 *
 * @param type its class in Keras
 * @param name of the layer
 * @param json its settings
 * @param version of Keras, empty in the oldest files
 */
record LayerSettings(String type, String name, JsonNode json, String version) {
  boolean keras3() {
    return version.startsWith("3");
  }

  boolean has(String key) {
    return json.hasNonNull(key);
  }

  String text(String key, String other) {
    return json.path(key).asText(other);
  }

  boolean flag(String key, boolean other) {
    JsonNode value = json.path(key);
    if (has(key) && !value.isBoolean()) {
      throw unread(key);
    }
    return value.asBoolean(other);
  }

  /** What is no number must not be taken for the default. */
  double number(String key, double other) {
    if (!has(key)) {
      return other;
    }
    // Constants of layers such as LeakyReLU may be stored as arrays of one number.
    List<Double> values = numbers(key);
    if (values.size() != 1) {
      throw unread(key);
    }
    return values.get(0);
  }

  int whole(String key, int other) {
    return (int) number(key, other);
  }

  int whole(String key) {
    InputException.check(
        json.path(key).isIntegralNumber(), "Layer '%s' of the Keras model has no %s.", name, key);
    return json.path(key).asInt();
  }

  private InputException unread(String key) {
    return refused("has the setting " + key + " " + json.path(key));
  }

  /** One number for each axis; a single one holds for all. */
  List<Integer> each(String key, int axes, int other) {
    List<Double> told = numbers(key);
    if (has(key) && told.size() != 1 && told.size() != axes) {
      throw unread(key);
    }
    List<Integer> list = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      list.add(told.isEmpty() ? other : told.get(Math.min(i, told.size() - 1)).intValue());
    }
    return list;
  }

  /** A pair for each axis: cells before and behind. */
  List<List<Integer>> pairs(String key, int axes) {
    JsonNode value = json.path(key);
    List<List<Integer>> pairs = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      JsonNode own = axes == 1 && !value.path(0).isArray() ? value : value.path(i);
      int before = own.isArray() ? own.path(0).asInt() : own.asInt(value.asInt());
      int after = own.isArray() ? own.path(1).asInt() : before;
      pairs.add(List.of(before, after));
    }
    return pairs;
  }

  /** All numbers of a list, or the single one; empty if there is none. */
  List<Double> numbers(String key) {
    List<Double> list = new ArrayList<>();
    collect(json.path(key), list);
    return list;
  }

  private static void collect(JsonNode node, List<Double> to) {
    if (node.isNumber()) {
      to.add(node.asDouble());
    } else if (node.isArray()) {
      node.forEach(n -> collect(n, to));
    } else if (node.isObject()) {
      collect(node.path("config").path("value"), to);
    }
  }

  boolean channelsFirst() {
    return text("data_format", "channels_last").equals("channels_first");
  }

  /** A setting that is not read. */
  InputException refused(String what) {
    return new InputException(
        "Layer '"
            + name
            + "' ("
            + type
            + ") of the Keras model "
            + what
            + ", which is not read; export the model with"
            + " model.export(\"m.onnx\", format=\"onnx\").");
  }
}
