package org.xai4j.benchmarks.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;

/** Reads experiments from YAML, of which JSON is a part. */
final class ExperimentFile {
  private static final List<String> KEYS =
      List.of(
          "study",
          "name",
          "title",
          "data",
          "model",
          "rows",
          "quick-rows",
          "target",
          "explain",
          "baseline",
          "groups",
          "seed",
          "methods",
          "metrics",
          "params",
          "cases");
  private static final List<String> CASE_KEYS =
      List.of("data", "models", "baselines", "groups", "methods", "params");
  private static final List<String> METHOD_KEYS =
      List.of("id", "label", "params", "baseline", "groups");
  private static final List<String> METRIC_KEYS = List.of("id", "label", "params");

  private final String where;

  private ExperimentFile(String where) {
    this.where = where;
  }

  /**
   * Reads an experiment.
   *
   * @param text YAML
   * @param where names the file in messages
   * @return the experiment
   * @throws InputException if a key is unknown or missing, or a value does not fit
   */
  static Experiment parse(String text, String where) {
    try {
      return new ExperimentFile(where).experiment(new YAMLMapper().readTree(text));
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
      throw new InputException(
          "The experiment " + where + " is not well-formed YAML" + line + ".", e);
    }
  }

  /** An experiment as YAML. */
  static String text(Experiment experiment) {
    try {
      return new YAMLMapper()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .writeValueAsString(experiment.describe());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts, numbers, lists and maps are YAML", e);
    }
  }

  private Experiment experiment(JsonNode root) {
    InputException.check(root.isObject(), "The experiment %s is not a list of keys.", where);
    known(root, KEYS, "the experiment");
    String name = text(root, "name", "");
    InputException.check(
        name.matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
        "The experiment %s needs a name of letters, digits and hyphens, not '%s'.",
        where,
        name);
    int rows = integer(root, "rows", 200);
    String study = text(root, "study", Experiment.COMPARISON);
    boolean needed = study.equals(Experiment.COMPARISON);
    return new Experiment(
        study,
        name,
        text(root, "title", name),
        needed ? required(root, "data") : text(root, "data", ""),
        needed ? required(root, "model") : text(root, "model", ""),
        rows,
        integer(root, "quick-rows", Math.min(32, rows)),
        text(root, "target", "argmax"),
        text(root, "explain", "logit"),
        text(root, "baseline", "zeros"),
        text(root, "groups", "none"),
        seed(root),
        choices(root, "methods", METHOD_KEYS, needed),
        choices(root, "metrics", METRIC_KEYS, needed),
        params(root, "the experiment"),
        cases(root));
  }

  private List<Experiment.Case> cases(JsonNode root) {
    JsonNode list = root.path("cases");
    InputException.check(
        list.isMissingNode() || list.isArray(),
        "The cases of the experiment %s are not a list.",
        where);
    List<Experiment.Case> cases = new ArrayList<>();
    for (JsonNode item : list) {
      InputException.check(
          item.isObject(), "A case of the experiment %s is not a list of keys.", where);
      known(item, CASE_KEYS, "cases");
      String data = required(item, "data");
      cases.add(
          new Experiment.Case(
              data,
              texts(item, "models", data),
              texts(item, "baselines", text(root, "baseline", "zeros")),
              text(item, "groups", text(root, "groups", "none")),
              choices(item, "methods", METHOD_KEYS, false),
              params(item, "the case of " + data)));
    }
    return cases;
  }

  /** A list of texts that are given once each, or one text. */
  private List<String> texts(JsonNode node, String key, String otherwise) {
    JsonNode list = node.path(key);
    List<String> texts = new ArrayList<>();
    if (list.isArray()) {
      list.forEach(item -> texts.add(item.asText()));
    } else {
      texts.add(text(node, key, otherwise));
    }
    InputException.check(
        !texts.isEmpty() && texts.stream().noneMatch(String::isEmpty),
        "The key '%s' of a case of the experiment %s is a list of names.",
        key,
        where);
    return texts;
  }

  private List<Experiment.Choice> choices(
      JsonNode root, String key, List<String> keys, boolean needed) {
    JsonNode list = root.path(key);
    if (!needed && (list.isMissingNode() || list.isEmpty())) {
      return List.of();
    }
    InputException.check(
        list.isArray() && !list.isEmpty(), "The experiment %s needs a list of %s.", where, key);
    List<Experiment.Choice> choices = new ArrayList<>();
    Set<String> labels = new HashSet<>();
    for (JsonNode item : list) {
      Experiment.Choice choice = choice(item, key, keys);
      InputException.check(
          labels.add(choice.label()),
          "The experiment %s names %s twice under %s; give one of them a label.",
          where,
          choice.label(),
          key);
      InputException.check(
          choice.label().matches("[A-Za-z0-9][A-Za-z0-9._-]*"),
          "The label '%s' in the experiment %s names files: use letters, digits and hyphens.",
          choice.label(),
          where);
      choices.add(choice);
    }
    return choices;
  }

  private Experiment.Choice choice(JsonNode item, String key, List<String> keys) {
    if (item.isTextual()) {
      return new Experiment.Choice(item.asText(), item.asText(), Map.of(), "", "");
    }
    InputException.check(
        item.isObject(),
        "The experiment %s has '%s' under %s, where an id or a list of keys is needed.",
        where,
        item,
        key);
    known(item, keys, key);
    String id = required(item, "id");
    return new Experiment.Choice(
        id,
        text(item, "label", id),
        params(item, id),
        text(item, "baseline", ""),
        text(item, "groups", ""));
  }

  private Map<String, String> params(JsonNode item, String of) {
    Map<String, String> params = new LinkedHashMap<>();
    JsonNode given = item.path("params");
    InputException.check(
        given.isMissingNode() || given.isObject(),
        "The params of %s in the experiment %s are not a list of keys.",
        of,
        where);
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      params.put(entry.getKey(), entry.getValue().asText());
    }
    return params;
  }

  private void known(JsonNode node, List<String> keys, String of) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!keys.contains(entry.getKey())) {
        throw new InputException(
            "The experiment "
                + where
                + " has the unknown key '"
                + entry.getKey()
                + "' in "
                + of
                + Registry.suggestion(entry.getKey(), keys)
                + "; it takes "
                + String.join(", ", keys)
                + ".");
      }
    }
  }

  private String required(JsonNode node, String key) {
    String value = text(node, key, "");
    InputException.check(!value.isEmpty(), "The experiment %s lacks the key '%s'.", where, key);
    return value;
  }

  private String text(JsonNode node, String key, String otherwise) {
    JsonNode value = node.path(key);
    InputException.check(
        value.isMissingNode() || value.isValueNode(),
        "The key '%s' of the experiment %s takes a single value.",
        key,
        where);
    return value.isMissingNode() || value.isNull() ? otherwise : value.asText();
  }

  private int integer(JsonNode node, String key, int otherwise) {
    JsonNode value = node.path(key);
    InputException.check(
        value.isMissingNode() || (value.canConvertToInt() && value.isInt() && value.asInt() > 0),
        "The key '%s' of the experiment %s is a positive whole number, not %s.",
        key,
        where,
        value);
    return value.asInt(otherwise);
  }

  private long seed(JsonNode node) {
    JsonNode value = node.path("seed");
    InputException.check(
        value.isMissingNode() || value.isIntegralNumber(),
        "The seed of the experiment %s is a whole number, not %s.",
        where,
        value);
    return value.asLong(0);
  }
}
