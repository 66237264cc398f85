package org.xai4j.core.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.xai4j.core.run.InputException;

/** Cuts a text into words, none of whose tokens reaches into the next. */
@FunctionalInterface
interface PreTokenizer {
  /** What GPT-2 takes for a word: with the space in front of it. */
  Pattern BYTE_LEVEL =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
          Pattern.UNICODE_CHARACTER_CLASS);

  Pattern WORDS = Pattern.compile("\\w+|[^\\w\\s]+", Pattern.UNICODE_CHARACTER_CLASS);

  List<SourceText> split(SourceText text);

  /** The cutting of a file; the whole text where it has none. */
  static PreTokenizer of(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return text -> text.length() == 0 ? List.of() : List.of(text);
    }
    String type = node.path("type").asText();
    return switch (type) {
      case "BertPreTokenizer" ->
          text ->
              text.split(Character::isWhitespace).stream()
                  .flatMap(run -> run.isolate(PreTokenizer::punctuation).stream())
                  .toList();
      case "Whitespace" -> text -> text.cut(WORDS, true, false);
      case "WhitespaceSplit" -> text -> text.split(Character::isWhitespace);
      case "Punctuation" -> text -> text.isolate(PreTokenizer::punctuation);
      case "Digits" ->
          node.path("individual_digits").asBoolean(false)
              ? text -> text.isolate(Character::isDigit)
              : text -> text.cut(Pattern.compile("\\p{Nd}+"), true, true);
      case "ByteLevel" -> byteLevel(node);
      case "Metaspace" -> metaspace(node);
      case "Split" -> split(node);
      case "Sequence" -> sequence(node.path("pretokenizers"));
      default ->
          throw new InputException(
              "The tokenizer cuts texts by " + type + ", which is not supported.");
    };
  }

  private static PreTokenizer sequence(JsonNode nodes) {
    List<PreTokenizer> steps = new ArrayList<>();
    nodes.forEach(step -> steps.add(of(step)));
    return text -> {
      List<SourceText> runs = List.of(text);
      for (PreTokenizer step : steps) {
        runs = runs.stream().flatMap(run -> step.split(run).stream()).toList();
      }
      return runs;
    };
  }

  private static PreTokenizer split(JsonNode node) {
    Pattern pattern = SplitPattern.of(node.path("pattern"));
    String behaviour = node.path("behavior").asText("Isolated");
    boolean invert = node.path("invert").asBoolean(false);
    InputException.check(
        behaviour.equals("Isolated") || behaviour.equals("Removed"),
        "The tokenizer cuts texts with the behaviour %s, which is not supported.",
        behaviour);
    boolean removes = behaviour.equals("Removed");
    return text -> text.cut(pattern, !removes || invert, !removes || !invert);
  }

  private static PreTokenizer metaspace(JsonNode node) {
    String mark = node.path("replacement").asText("▁");
    String scheme =
        node.path("prepend_scheme")
            .asText(node.path("add_prefix_space").asBoolean(true) ? "always" : "never");
    boolean splits = node.path("split").asBoolean(true);
    return text -> {
      SourceText.Builder builder = new SourceText.Builder();
      boolean first = text.length() > 0 && text.from()[0] == 0;
      boolean prefix =
          text.length() > 0
              && text.points()[0] != ' '
              && (scheme.equals("always") || (scheme.equals("first") && first));
      if (prefix) {
        builder.add(mark, text.from()[0], text.from()[0]);
      }
      for (int i = 0; i < text.length(); i++) {
        if (text.points()[i] == ' ') {
          builder.add(mark, text.from()[i], text.to()[i]);
        } else {
          builder.add(text.points()[i], text.from()[i], text.to()[i]);
        }
      }
      SourceText marked = builder.build();
      if (!splits) {
        return marked.length() == 0 ? List.of() : List.of(marked);
      }
      return marked.cut(
          Pattern.compile(
              Pattern.quote(mark) + "?[^" + Pattern.quote(mark) + "]+|" + Pattern.quote(mark)),
          true,
          true);
    };
  }

  private static PreTokenizer byteLevel(JsonNode node) {
    boolean prefix = node.path("add_prefix_space").asBoolean(false);
    boolean cuts = node.path("use_regex").asBoolean(true);
    return text -> {
      SourceText whole = text;
      if (prefix && text.length() > 0 && !Character.isWhitespace(text.points()[0])) {
        SourceText.Builder builder = new SourceText.Builder();
        builder.add(' ', text.from()[0], text.from()[0]);
        for (int i = 0; i < text.length(); i++) {
          builder.add(text.points()[i], text.from()[i], text.to()[i]);
        }
        whole = builder.build();
      }
      List<SourceText> runs = cuts ? whole.cut(BYTE_LEVEL, true, true) : List.of(whole);
      return runs.stream().filter(r -> r.length() > 0).map(PreTokenizer::bytes).toList();
    };
  }

  /** Each byte of the text's UTF-8 as a character that can be seen. */
  private static SourceText bytes(SourceText text) {
    SourceText.Builder builder = new SourceText.Builder();
    for (int i = 0; i < text.length(); i++) {
      byte[] all = Character.toString(text.points()[i]).getBytes(StandardCharsets.UTF_8);
      for (byte b : all) {
        builder.add(visible(b & 0xFF), text.from()[i], text.to()[i]);
      }
    }
    return builder.build();
  }

  /** The character of a byte: itself if it can be seen, else the next one from 256 on. */
  private static int visible(int value) {
    if (seen(value)) {
      return value;
    }
    int rank = 0;
    for (int b = 0; b < value; b++) {
      rank += seen(b) ? 0 : 1;
    }
    return 256 + rank;
  }

  private static boolean seen(int b) {
    return (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || (b >= 0xAE && b <= 0xFF);
  }

  private static boolean punctuation(int c) {
    boolean ascii =
        (c >= 33 && c <= 47)
            || (c >= 58 && c <= 64)
            || (c >= 91 && c <= 96)
            || (c >= 123 && c <= 126);
    return ascii
        || switch (Character.getType(c)) {
          case Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION ->
              true;
          default -> false;
        };
  }
}
