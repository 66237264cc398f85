package org.xai4j.core.importer.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.xai4j.core.run.InputException;

/** Universal Binary JSON (draft 12) as a JSON tree. */
final class Ubjson {
  private static final int DEEPEST = 200;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ByteBuffer in;
  private final String name;

  Ubjson(byte[] bytes, String name) {
    in = ByteBuffer.wrap(bytes);
    this.name = name;
  }

  JsonNode read() {
    try {
      return value(in.get(), 0);
    } catch (BufferUnderflowException e) {
      throw new InputException("The UBJSON file " + name + " is cut short.", e);
    }
  }

  private JsonNode value(byte type, int depth) {
    InputException.check(
        depth < DEEPEST, "The UBJSON file %s is nested too deeply to be read.", name);
    return switch (type) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case 'S', 'H' -> NODES.textNode(text());
      case 'C' -> NODES.textNode(String.valueOf((char) in.get()));
      case 'i' -> NODES.numberNode((int) in.get());
      case 'U' -> NODES.numberNode(in.get() & 0xFF);
      case 'I' -> NODES.numberNode((int) in.getShort());
      case 'l' -> NODES.numberNode(in.getInt());
      case 'L' -> NODES.numberNode(in.getLong());
      case 'd' -> NODES.numberNode((double) in.getFloat());
      case 'D' -> NODES.numberNode(in.getDouble());
      case 'T' -> NODES.booleanNode(true);
      case 'F' -> NODES.booleanNode(false);
      case 'Z' -> NODES.nullNode();
      default ->
          throw new InputException(
              "The UBJSON file "
                  + name
                  + " has the unknown type "
                  + (type & 0xFF)
                  + " at byte "
                  + (in.position() - 1)
                  + "; it is damaged.");
    };
  }

  /** A length, whose own type stands before it. */
  private int length() {
    JsonNode length = value(in.get(), DEEPEST - 1);
    InputException.check(
        length.isIntegralNumber() && length.asLong() >= 0 && length.asLong() <= in.remaining(),
        "The UBJSON file %s has the length %s at byte %d; it is cut short or damaged.",
        name,
        length.isNumber() ? length.asText() : "?",
        in.position());
    return length.asInt();
  }

  private String text() {
    byte[] bytes = new byte[length()];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * What stands before the elements of a container.
   *
   * @param type of all elements; 0 if each has its own
   * @param count of elements; −1 if their end is marked
   */
  private record Head(byte type, int count) {}

  private Head head() {
    byte type = 0;
    int count = -1;
    if (peek() == '$') {
      in.get();
      type = in.get();
      // Elements of no bytes could be more than the file is long.
      InputException.check(
          "TFZ".indexOf(type) < 0 && peek() == '#',
          "The UBJSON file %s has a list without a length; it is damaged.",
          name);
    }
    if (peek() == '#') {
      in.get();
      count = length();
    }
    return new Head(type, count);
  }

  private byte peek() {
    return in.get(checked(in.position()));
  }

  private int checked(int at) {
    if (at >= in.limit()) {
      throw new BufferUnderflowException();
    }
    return at;
  }

  private ArrayNode array(int depth) {
    Head head = head();
    ArrayNode array = NODES.arrayNode();
    for (int i = 0; i != head.count(); i++) {
      byte type = head.type() != 0 ? head.type() : in.get();
      if (type == ']' && head.count() < 0) {
        return array;
      }
      array.add(value(type, depth + 1));
    }
    return array;
  }

  private ObjectNode object(int depth) {
    Head head = head();
    ObjectNode object = NODES.objectNode();
    for (int i = 0; i != head.count(); i++) {
      if (head.count() < 0 && peek() == '}') {
        in.get();
        return object;
      }
      String key = text();
      byte type = head.type() != 0 ? head.type() : in.get();
      object.set(key, value(type, depth + 1));
    }
    return object;
  }
}
