package org.xai4j.lrp.composite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.xai4j.core.network.Rule;
import org.xai4j.core.run.InputException;

/**
 * Composites as YAML.
 *
 * <pre>
 * rules:                        # the first that fits a layer counts
 *   - first: 1                  # or last: K, type: convolution, name: fc*
 *     rule: z-box(low=0, high=1)
 *   - type: convolution
 *     rule: gamma(gamma=0.25)
 * default: epsilon(epsilon=1e-6)
 * sums: norm
 * start: score
 * </pre>
 */
public final class CompositeFile {
  private static final List<String> SELECTORS = List.of("first", "last", "type", "name");

  private CompositeFile() {}

  /**
   * Reads a composite from a file.
   *
   * @param path of a YAML file
   * @return the composite
   * @throws InputException if the file cannot be read or says something unknown
   */
  public static Composite read(Path path) {
    try {
      return parse(Files.readString(path));
    } catch (IOException e) {
      throw new InputException(
          "The composite file '" + path + "' cannot be read; give the path of a YAML file.", e);
    }
  }

  /**
   * Reads a composite from text.
   *
   * @param yaml text
   * @return the composite
   * @throws InputException if it says something unknown
   */
  public static Composite parse(String yaml) {
    JsonNode root;
    try {
      root = new YAMLMapper().readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new InputException(
          "The composite is no YAML: "
              + e.getOriginalMessage().lines().findFirst().orElse("")
              + ".",
          e);
    }
    InputException.check(
        root.isObject(), "A composite needs the keys rules and default; it has neither.");
    known(root, Set.of("rules", "default", "sums", "start"), "A composite");
    Composite.Builder builder = Composite.builder();
    for (JsonNode entry : root.path("rules")) {
      builder.add(selector(entry), RuleText.parse(entry.path("rule").asText()));
    }
    if (root.has("default")) {
      builder.otherwise(rule(root, "default"));
    }
    if (root.has("sums")) {
      builder.sums(rule(root, "sums"));
    }
    String start = root.path("start").asText("score");
    InputException.check(
        start.equals("score") || start.equals("one"),
        "A composite's start is score or one, not '%s'.",
        start);
    return builder.start(start.equals("one") ? Start.ONE : Start.SCORE).build();
  }

  private static Rule rule(JsonNode root, String key) {
    return RuleText.parse(root.path(key).asText());
  }

  private static Selector selector(JsonNode entry) {
    known(entry, Set.of("first", "last", "type", "name", "rule"), "An entry of a composite");
    List<String> given = SELECTORS.stream().filter(entry::has).toList();
    InputException.check(
        given.size() == 1 && entry.has("rule"),
        "An entry of a composite needs a rule and one of %s, not %s.",
        String.join(", ", SELECTORS),
        entry);
    String key = given.get(0);
    JsonNode value = entry.path(key);
    return switch (key) {
      case "first" -> new Selector.First(value.asInt());
      case "last" -> new Selector.Last(value.asInt());
      case "type" -> new Selector.Type(value.asText());
      default -> new Selector.Name(value.asText());
    };
  }

  private static void known(JsonNode node, Set<String> keys, String what) {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      InputException.check(
          keys.contains(name),
          "%s has no key '%s'; it has %s.",
          what,
          name,
          String.join(", ", new TreeSet<>(keys)));
    }
  }
}
