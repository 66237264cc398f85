package org.xai4j.core.importer.tree;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.xai4j.core.run.InputException;

/**
 * Asks a JSON object for what must be there.
 *
 * @param name of the file or part, for messages
 * @param node the object
 */
record Fields(String name, JsonNode node) {
  Fields at(String key) {
    JsonNode value = node.get(key);
    InputException.check(
        value != null && value.isObject(),
        "The %s has no object '%s'; it is damaged or of another kind.",
        name,
        key);
    return new Fields(name, require(value));
  }

  Fields part(String called, JsonNode other) {
    InputException.check(
        other.isObject(), "The %s of %s is no JSON object; the file is damaged.", called, name);
    return new Fields(called + " of " + name, other);
  }

  JsonNode array(String key) {
    JsonNode value = node.get(key);
    InputException.check(
        value != null && value.isArray(),
        "The %s has no list '%s'; it is damaged or of another kind.",
        name,
        key);
    return require(value);
  }

  private static JsonNode require(JsonNode value) {
    return java.util.Objects.requireNonNull(value);
  }

  String text(String key, String otherwise) {
    JsonNode value = node.get(key);
    return value == null || !value.isValueNode() || value.isNull() ? otherwise : value.asText();
  }

  /** A list of numbers, of a given length. */
  double[] numbers(String key, int length) {
    double[] numbers = numbers(key);
    InputException.check(
        numbers.length == length,
        "The list '%s' in %s holds %d numbers, %d are needed; the file is damaged.",
        key,
        name,
        numbers.length,
        length);
    return numbers;
  }

  double[] numbers(String key) {
    return numbers(key, array(key));
  }

  double[] numbers(String key, JsonNode list) {
    double[] numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode value = list.get(i);
      InputException.check(
          value != null && (value.isNumber() || value.isBoolean()),
          "The list '%s' in %s holds something that is no number; the file is damaged.",
          key,
          name);
      numbers[i] = value.isBoolean() ? (value.asBoolean() ? 1 : 0) : value.asDouble();
    }
    return numbers;
  }

  /** A list of numbers that are indices or counts. */
  int[] integers(String key, int length) {
    return integers(key, numbers(key, length));
  }

  int[] integers(String key) {
    return integers(key, numbers(key));
  }

  private int[] integers(String key, double[] numbers) {
    int[] integers = new int[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      integers[i] = whole(key, numbers[i]);
    }
    return integers;
  }

  int whole(String key, double number) {
    InputException.check(
        number == Math.rint(number) && Math.abs(number) < Integer.MAX_VALUE,
        "The value '%s' in %s is %s, which is no whole number of this size; the file is damaged.",
        key,
        name,
        number);
    return (int) number;
  }

  /** A number, which some files write as text. */
  double number(String key, double otherwise) {
    String text = text(key, "");
    try {
      return text.isEmpty() ? otherwise : Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new InputException(
          "The value '" + key + "' in " + name + " is no number; the file is damaged.", e);
    }
  }

  int count(String key, int otherwise) {
    return whole(key, number(key, otherwise));
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    JsonNode list = node.get(key);
    if (list != null && list.isArray()) {
      list.forEach(text -> texts.add(text.asText()));
    }
    return texts;
  }
}
