package org.xai4j.core.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Where the layers of one model have their weights in a file. */
interface StoredWeights {
  /** Lists that do not fit into one attribute are cut into numbered ones. */
  int MOST_PARTS = 10_000;

  /**
   * The arrays of the next layer, in the order in which Keras made them. To be asked once for each
   * layer of a model, in the order of its configuration.
   *
   * @param layer the layer's settings
   */
  List<INDArray> of(LayerSettings layer);

  /** Those of the next layer, a model of its own. */
  StoredWeights within(String type, String name);

  /** Those of a {@code .h5} file: a group for each layer, with a list of the names in it. */
  static StoredWeights named(HdfStore store) {
    String root = store.holds("model_weights") ? "model_weights/" : "";
    return new StoredWeights() {
      @Override
      public List<INDArray> of(LayerSettings layer) {
        String group = root + layer.name();
        return arrays(store, group, names(store, group));
      }

      @Override
      public StoredWeights within(String type, String name) {
        String group = root + name;
        return inner(store, group, names(store, group));
      }
    };
  }

  /** The weights of a model in a model lie in one list; their names tell the layer. */
  private static StoredWeights inner(HdfStore store, String group, List<String> names) {
    return new StoredWeights() {
      @Override
      public List<INDArray> of(LayerSettings layer) {
        return arrays(store, group, own(layer.name()));
      }

      @Override
      public StoredWeights within(String type, String name) {
        // Older files do not repeat the name of an inner model.
        return inner(store, group, own(name).isEmpty() ? names : own(name));
      }

      private List<String> own(String name) {
        return names.stream().filter(n -> Arrays.asList(n.split("/")).contains(name)).toList();
      }
    };
  }

  private static List<String> names(HdfStore store, String group) {
    Optional<List<String>> whole = store.texts(group, "weight_names");
    List<String> names = new ArrayList<>(whole.orElse(List.of()));
    for (int part = 0; whole.isEmpty() && part < MOST_PARTS; part++) {
      Optional<List<String>> some = store.texts(group, "weight_names" + part);
      if (some.isEmpty()) {
        break;
      }
      names.addAll(some.get());
    }
    return names;
  }

  private static List<INDArray> arrays(HdfStore store, String group, List<String> names) {
    return names.stream().flatMap(name -> store.array(group + "/" + name).stream()).toList();
  }

  /** Those of a {@code .keras} file: numbered, in folders named by classes and numbered too. */
  static StoredWeights numbered(HdfStore store) {
    return numbered(store, store.holds("layers") ? "layers/" : "_layer_checkpoint_dependencies/");
  }

  private static StoredWeights numbered(HdfStore store, String root) {
    Map<String, Integer> seen = new HashMap<>();
    return new StoredWeights() {
      @Override
      public List<INDArray> of(LayerSettings layer) {
        List<INDArray> found = new ArrayList<>();
        collect(store, next(layer.type()), layer.json(), found);
        return found;
      }

      @Override
      public StoredWeights within(String type, String name) {
        return numbered(store, next(type) + "/layers/");
      }

      private String next(String type) {
        // The class is exported under a shorter name than its own.
        String own = type.equals("GroupQueryAttention") ? "GroupedQueryAttention" : type;
        String folder = snake(own);
        int before = seen.merge(folder, 1, Integer::sum) - 1;
        return root + (before == 0 ? folder : folder + "_" + before);
      }
    };
  }

  /** The layer's own arrays, then those of the parts that layers have, in Keras' order. */
  private static void collect(HdfStore store, String layer, JsonNode settings, List<INDArray> to) {
    for (int i = 0; i < MOST_PARTS; i++) {
      Optional<INDArray> array = store.array(layer + "/vars/" + i);
      if (array.isEmpty()) {
        break;
      }
      to.add(array.get());
    }
    for (String part :
        List.of(
            "cell",
            "forward_layer",
            "backward_layer",
            "layer",
            "query_dense",
            "key_dense",
            "value_dense",
            "output_dense",
            "_query_dense",
            "_key_dense",
            "_value_dense",
            "_output_dense")) {
      if (store.holds(layer + "/" + part)) {
        // Wrappers name what they wrap "layer".
        JsonNode own = settings.path(part.endsWith("_layer") ? "layer" : part).path("config");
        collect(store, layer + "/" + part, own, to);
      }
    }
    // Cells that stand on one another, in folders named by their classes and numbered.
    Map<String, Integer> seen = new HashMap<>();
    for (JsonNode cell : settings.path("cells")) {
      String folder = snake(cell.path("class_name").asText());
      int before = seen.merge(folder, 1, Integer::sum) - 1;
      String own = before == 0 ? folder : folder + "_" + before;
      collect(store, layer + "/cells/" + own, cell.path("config"), to);
    }
  }

  /** The name of a folder: {@code global_average_pooling1d} of GlobalAveragePooling1D. */
  static String snake(String type) {
    return type.replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }
}
