package org.xai4j.benchmarks.explorer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Numbers as JSON. */
final class Answer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Answer() {}

  /** An answer to be filled. */
  static ObjectNode empty() {
    return JSON.createObjectNode();
  }

  /** Adds numbers; what is not finite becomes null, which JSON has. */
  static void put(ObjectNode node, String name, double... values) {
    ArrayNode array = node.putArray(name);
    for (double value : values) {
      if (Double.isFinite(value)) {
        array.add(value);
      } else {
        array.addNull();
      }
    }
  }

  /** Adds a shape, without its first axis. */
  static void shape(ObjectNode node, String name, long... shape) {
    ArrayNode array = node.putArray(name);
    for (int i = 1; i < shape.length; i++) {
      array.add(shape[i]);
    }
  }
}
