package org.xai4j.core.importer.dl4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.xai4j.core.run.InputException;

/**
 * The check of a model's configuration before Deeplearning4j makes objects of it: it may name the
 * library's own classes only, and sizes that can be true.
 */
final class SafeConfiguration {
  /** Layers, activations, losses, initialisers and updaters; nothing else has a place there. */
  private static final Pattern OWN =
      Pattern.compile("org\\.(deeplearning4j\\.nn|nd4j\\.linalg)(\\.\\w+)+(\\$\\w+)*");

  /** Sizes of layers. */
  private static final Set<String> WIDTHS = Set.of("nin", "nout");

  /** Sizes of windows. */
  private static final Set<String> WINDOWS =
      Set.of("kernelsize", "stride", "dilation", "padding", "cropping", "size", "n");

  /** Layers without parameters may be wider than there are parameters. */
  private static final long WIDEST_LAYER = 1 << 20;

  private static final long WIDEST_WINDOW = 1 << 16;

  private SafeConfiguration() {}

  /**
   * Reads and checks a configuration.
   *
   * @param json the text
   * @param parameters how many numbers the model stores
   * @param file for messages
   * @return the configuration
   * @throws InputException if it is no configuration, or names what it must not
   */
  static JsonNode check(byte[] json, int parameters, String file) {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new InputException(
          "The configuration in the model file " + file + " is damaged; copy it again.", e);
    } catch (java.io.IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
    InputException.check(
        root != null && (root.path("confs").isArray() || root.path("vertices").isObject()),
        "The file %s is not a Deeplearning4j model: its configuration has no layers.",
        file);
    Deque<JsonNode> open = new ArrayDeque<>();
    open.add(root);
    while (!open.isEmpty()) {
      JsonNode node = open.pop();
      node.forEach(open::push);
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        field(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue(), parameters, file);
      }
    }
    return root;
  }

  private static void field(String key, JsonNode value, int parameters, String file) {
    if (key.endsWith("class") && value.isTextual()) {
      InputException.check(
          OWN.matcher(value.asText()).matches(),
          "The model file %s names the class %s, which is not one of Deeplearning4j's; it is not"
              + " loaded.",
          file,
          value.asText());
    } else if (WIDTHS.contains(key) && value.isNumber()) {
      range(key, value, Math.max(parameters, WIDEST_LAYER), file);
    } else if (WINDOWS.contains(key)) {
      Deque<JsonNode> open = new ArrayDeque<>();
      open.add(value);
      while (!open.isEmpty()) {
        JsonNode node = open.pop();
        if (node.isNumber()) {
          range(key, node, WIDEST_WINDOW, file);
        } else if (node.isArray()) {
          node.forEach(open::push);
        }
      }
    }
  }

  private static void range(String key, JsonNode value, long most, String file) {
    InputException.check(
        value.isIntegralNumber()
            && value.canConvertToLong()
            && value.asLong() >= 0
            && value.asLong() <= most,
        "The configuration in the model file %s has %s = %s, which cannot be (0 to %d can); the"
            + " file is damaged.",
        file,
        key,
        value.asText(),
        most);
  }
}
