package org.xai4j.core.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xai4j.core.run.InputException;

/**
 * An input of a model.
 *
 * @param name of its layer
 * @param row shape of a row, −1 for a free length
 */
record KerasInput(String name, List<Long> row) {
  /** The inputs of a model in the order in which it takes them. */
  static List<KerasInput> of(LayerSettings model, Path file) {
    if (model.type().equals("Sequential")) {
      JsonNode first = GraphReader.list(model).path(0);
      JsonNode built = model.json().path("build_input_shape");
      JsonNode shape = shape(first);
      if (!shape.isArray()) {
        shape = built.isArray() ? built : first.path("build_config").path("input_shape");
      }
      return List.of(new KerasInput("input", row(shape, file)));
    }
    List<KerasInput> inputs = new ArrayList<>();
    for (String end : GraphReader.ends(model.json().path("input_layers"))) {
      String name = end.substring(0, end.indexOf(" 0 0") < 0 ? end.length() : end.indexOf(" 0 0"));
      for (JsonNode layer : GraphReader.list(model)) {
        if (GraphReader.settings(layer, model).name().equals(name)) {
          inputs.add(new KerasInput(name, row(shape(layer), file)));
        }
      }
    }
    InputException.check(!inputs.isEmpty(), "The Keras model %s has no input.", file);
    return inputs;
  }

  /** Whether the steps of the only input are read by a recurrent layer first. */
  static boolean recurrent(LayerSettings model) {
    if (!model.type().equals("Sequential")) {
      return false;
    }
    JsonNode first = GraphReader.list(model).path(0);
    boolean input = first.path("class_name").asText().equals("InputLayer");
    String type = GraphReader.list(model).path(input ? 1 : 0).path("class_name").asText();
    return List.of("SimpleRNN", "LSTM", "GRU", "Bidirectional", "Masking").contains(type);
  }

  /** With its first axis free. */
  KerasInput withFreeSteps() {
    List<Long> open = new ArrayList<>(row);
    open.set(0, -1L);
    return new KerasInput(name, open);
  }

  private static JsonNode shape(JsonNode layer) {
    JsonNode config = layer.path("config");
    // A model that begins with a model has the input of that.
    JsonNode inner = config.path("layers").path(0);
    if (inner.isObject()) {
      return shape(inner);
    }
    return config.path(config.has("batch_shape") ? "batch_shape" : "batch_input_shape");
  }

  private static List<Long> row(JsonNode shape, Path file) {
    InputException.check(
        shape.isArray() && !shape.isEmpty(),
        "The Keras model %s does not tell the shape of its input; give its first layer one"
            + " (keras.Input(shape)) and save it again.",
        file);
    List<Long> row = new ArrayList<>();
    for (int i = 1; i < shape.size(); i++) {
      row.add(shape.path(i).asLong(-1));
    }
    return row;
  }
}
