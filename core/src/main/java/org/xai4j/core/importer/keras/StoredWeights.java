package org.xai4j.core.importer.keras;

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
   * @param type the layer's class
   * @param name the layer's name
   */
  List<INDArray> of(String type, String name);

  /** Those of the next layer, a model of its own. */
  StoredWeights within(String type, String name);

  /** Those of a {@code .h5} file: a group for each layer, with a list of the names in it. */
  static StoredWeights named(HdfStore store) {
    String root = store.holds("model_weights") ? "model_weights/" : "";
    return new StoredWeights() {
      @Override
      public List<INDArray> of(String type, String name) {
        String group = root + name;
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
      public List<INDArray> of(String type, String name) {
        return arrays(store, group, own(name));
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
      public List<INDArray> of(String type, String name) {
        List<INDArray> found = new ArrayList<>();
        collect(store, next(type), found);
        return found;
      }

      @Override
      public StoredWeights within(String type, String name) {
        return numbered(store, next(type) + "/layers/");
      }

      private String next(String type) {
        String folder = snake(type);
        int before = seen.merge(folder, 1, Integer::sum) - 1;
        return root + (before == 0 ? folder : folder + "_" + before);
      }
    };
  }

  /** The layer's own arrays, then those of the parts that layers have, in Keras' order. */
  private static void collect(HdfStore store, String layer, List<INDArray> to) {
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
        collect(store, layer + "/" + part, to);
      }
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
