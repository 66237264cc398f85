package org.xai4j.core.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import org.xai4j.core.run.InputException;

/** Changes characters before they are cut into words: case, accents, forms of Unicode. */
@FunctionalInterface
interface TextNormalizer {
  SourceText apply(SourceText text);

  /** The normaliser of a file; none where it has none. */
  static TextNormalizer of(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return text -> text;
    }
    String type = node.path("type").asText();
    return switch (type) {
      case "BertNormalizer" -> bert(node);
      case "Lowercase" -> text -> mapped(text, s -> s.toLowerCase(Locale.ROOT));
      case "NFC" -> form(Normalizer.Form.NFC);
      case "NFD" -> form(Normalizer.Form.NFD);
      case "NFKC" -> form(Normalizer.Form.NFKC);
      case "NFKD" -> form(Normalizer.Form.NFKD);
      case "StripAccents" -> text -> without(text, TextNormalizer::accent);
      case "Strip" ->
          text ->
              stripped(
                  text,
                  node.path("strip_left").asBoolean(true),
                  node.path("strip_right").asBoolean(true));
      case "Prepend" -> text -> prepended(text, node.path("prepend").asText());
      case "Replace" -> text -> replaced(text, node);
      case "Sequence" -> {
        List<TextNormalizer> steps = new ArrayList<>();
        node.path("normalizers").forEach(step -> steps.add(of(step)));
        yield text -> {
          SourceText result = text;
          for (TextNormalizer step : steps) {
            result = step.apply(result);
          }
          return result;
        };
      }
      default ->
          throw new InputException(
              "The tokenizer normalises texts by " + type + ", which is not supported.");
    };
  }

  private static TextNormalizer bert(JsonNode node) {
    boolean lower = node.path("lowercase").asBoolean(true);
    JsonNode accents = node.path("strip_accents");
    boolean strips = accents.isBoolean() ? accents.asBoolean() : lower;
    boolean cleans = node.path("clean_text").asBoolean(true);
    boolean chinese = node.path("handle_chinese_chars").asBoolean(true);
    return text -> {
      SourceText result = cleans ? cleaned(text) : text;
      result = chinese ? spaced(result) : result;
      if (strips) {
        result = without(form(Normalizer.Form.NFD).apply(result), TextNormalizer::accent);
      }
      return lower ? mapped(result, s -> s.toLowerCase(Locale.ROOT)) : result;
    };
  }

  /** Without control characters; all white space is a space. */
  private static SourceText cleaned(SourceText text) {
    SourceText.Builder builder = new SourceText.Builder();
    for (int i = 0; i < text.length(); i++) {
      int c = text.points()[i];
      int kind = Character.getType(c);
      boolean white = c == '\t' || c == '\n' || c == '\r' || kind == Character.SPACE_SEPARATOR;
      boolean control =
          c == 0
              || c == 0xFFFD
              || kind == Character.CONTROL
              || kind == Character.FORMAT
              || kind == Character.PRIVATE_USE
              || kind == Character.UNASSIGNED;
      if (white || !control) {
        builder.add(white ? ' ' : c, text.from()[i], text.to()[i]);
      }
    }
    return builder.build();
  }

  /** Chinese characters between spaces. */
  private static SourceText spaced(SourceText text) {
    SourceText.Builder builder = new SourceText.Builder();
    for (int i = 0; i < text.length(); i++) {
      boolean alone = Character.isIdeographic(text.points()[i]);
      if (alone) {
        builder.add(' ', text.from()[i], text.from()[i]);
      }
      builder.add(text.points()[i], text.from()[i], text.to()[i]);
      if (alone) {
        builder.add(' ', text.to()[i], text.to()[i]);
      }
    }
    return builder.build();
  }

  private static boolean accent(int c) {
    return Character.getType(c) == Character.NON_SPACING_MARK;
  }

  private static SourceText without(SourceText text, IntPredicate gone) {
    SourceText.Builder builder = new SourceText.Builder();
    for (int i = 0; i < text.length(); i++) {
      if (!gone.test(text.points()[i])) {
        builder.add(text.points()[i], text.from()[i], text.to()[i]);
      }
    }
    return builder.build();
  }

  /** A form of Unicode, of a character with the marks that follow it. */
  private static TextNormalizer form(Normalizer.Form form) {
    return text -> {
      SourceText.Builder builder = new SourceText.Builder();
      for (int start = 0; start < text.length(); ) {
        int end = start + 1;
        while (end < text.length() && joins(text.points()[end])) {
          end++;
        }
        String piece = new String(text.points(), start, end - start);
        String made = Normalizer.normalize(piece, form);
        if (made.equals(piece)) {
          for (int i = start; i < end; i++) {
            builder.add(text.points()[i], text.from()[i], text.to()[i]);
          }
        } else {
          builder.add(made, text.from()[start], text.to()[end - 1]);
        }
        start = end;
      }
      return builder.build();
    };
  }

  /** Marks, and the letters of Korean syllables that follow their first. */
  private static boolean joins(int c) {
    int kind = Character.getType(c);
    return kind == Character.NON_SPACING_MARK
        || kind == Character.COMBINING_SPACING_MARK
        || kind == Character.ENCLOSING_MARK
        || (c >= 0x1161 && c <= 0x11FF);
  }

  /** Character by character. */
  private static SourceText mapped(
      SourceText text, java.util.function.UnaryOperator<String> change) {
    SourceText.Builder builder = new SourceText.Builder();
    for (int i = 0; i < text.length(); i++) {
      builder.add(change.apply(Character.toString(text.points()[i])), text.from()[i], text.to()[i]);
    }
    return builder.build();
  }

  private static SourceText stripped(SourceText text, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end && Character.isWhitespace(text.points()[start])) {
      start++;
    }
    while (right && end > start && Character.isWhitespace(text.points()[end - 1])) {
      end--;
    }
    return text.part(start, end);
  }

  private static SourceText prepended(SourceText text, String what) {
    if (text.length() == 0) {
      return text;
    }
    SourceText.Builder builder = new SourceText.Builder();
    builder.add(what, text.from()[0], text.from()[0]);
    for (int i = 0; i < text.length(); i++) {
      builder.add(text.points()[i], text.from()[i], text.to()[i]);
    }
    return builder.build();
  }

  private static SourceText replaced(SourceText text, JsonNode node) {
    Pattern pattern = SplitPattern.of(node.path("pattern"));
    String by = node.path("content").asText();
    SourceText.Builder builder = new SourceText.Builder();
    for (SourceText run : text.cut(pattern, true, true)) {
      if (pattern.matcher(run.text()).matches()) {
        builder.add(by, run.from()[0], run.to()[run.length() - 1]);
      } else {
        for (int i = 0; i < run.length(); i++) {
          builder.add(run.points()[i], run.from()[i], run.to()[i]);
        }
      }
    }
    return builder.build();
  }
}
