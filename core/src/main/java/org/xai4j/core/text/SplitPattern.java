package org.xai4j.core.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.xai4j.core.run.InputException;

/** Patterns in a tokenizer's file: a text or a regular expression. */
final class SplitPattern {
  private SplitPattern() {}

  static Pattern of(JsonNode node) {
    String literal = node.path("String").asText("");
    if (!literal.isEmpty()) {
      return Pattern.compile(Pattern.quote(literal));
    }
    String expression = node.path("Regex").asText("");
    try {
      return Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS | Pattern.UNICODE_CASE);
    } catch (PatternSyntaxException e) {
      throw new InputException(
          "The tokenizer cuts texts by the expression " + expression + ", which Java has not.", e);
    }
  }
}
