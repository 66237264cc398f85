package org.xai4j.core.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xai4j.core.run.InputException;

/**
 * Ids, types and places of tokens against Hugging Face's tokenizers 0.23 ({@code
 * core/src/test/tokenizers/make_tokenizers.py} makes the files).
 */
class TextTokenizerTest {
  private static Path file(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(TextTokenizerTest.class.getResource("/tokenizers/" + name))
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wordpiece", "bytelevel", "unigram", "llama", "wordlevel"})
  void agreesWithHuggingFace(String name) throws IOException {
    TextTokenizer tokenizer = TextTokenizer.read(file(name + ".json"));
    int compared = 0;
    for (JsonNode row : new ObjectMapper().readTree(file("expected.json").toFile())) {
      if (!row.get(0).asText().equals(name)) {
        continue;
      }
      String second = row.get(2).asText();
      TextEncoding got =
          second.isEmpty()
              ? tokenizer.encode(row.get(1).asText(), 1000)
              : tokenizer.encode(row.get(1).asText(), second, 1000);
      List<Integer> ids = new ArrayList<>();
      row.get(3).forEach(id -> ids.add(id.asInt()));
      assertEquals(ids, got.tokens().stream().map(TextToken::id).toList(), row.toString());
      if (!second.isEmpty()) {
        List<Integer> parts = new ArrayList<>();
        row.get(4).forEach(part -> parts.add(part.asInt()));
        assertEquals(parts, got.tokens().stream().map(TextToken::part).toList(), row.toString());
      } else if (name.equals("wordpiece") || name.equals("wordlevel")) {
        places(row, got);
      }
      compared++;
    }
    assertEquals(10, compared);
  }

  /** Where tokens stand; what frames the text stands nowhere. */
  private static void places(JsonNode row, TextEncoding got) {
    for (int i = 0; i < got.tokens().size(); i++) {
      TextToken token = got.tokens().get(i);
      if (token.word() >= 0) {
        JsonNode place = row.get(4).get(i);
        String text = got.text();
        assertEquals(place.get(0).asInt(), text.codePointCount(0, token.from()), row.toString());
        assertEquals(place.get(1).asInt(), text.codePointCount(0, token.to()), row.toString());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wordpiece", "bytelevel", "unigram", "llama"})
  void wordsHaveTheRelevanceOfTheirTokens(String name) {
    TextTokenizer tokenizer = TextTokenizer.read(file(name + ".json"));
    String text = "The lazy movie, don't jump";
    TextEncoding tokens = tokenizer.encode(text, 100);
    double[] values = new double[tokens.tokens().size() + 3];
    Arrays.setAll(values, i -> i + 1);
    List<TextWord> words = tokens.words(values);
    for (TextWord word : words) {
      assertEquals(word.text(), text.substring(word.from(), word.to()));
    }
    assertEquals("The", words.get(0).text());
    assertEquals("lazy", words.get(1).text());
    assertTrue(words.get(words.size() - 1).text().equals("jump"), words.toString());
    double framed = 0;
    for (int i = 0; i < tokens.tokens().size(); i++) {
      TextToken token = tokens.tokens().get(i);
      framed += token.word() >= 0 && token.to() > token.from() ? values[i] : 0;
    }
    assertEquals(framed, words.stream().mapToDouble(TextWord::value).sum(), 1e-9);
  }

  @Test
  void longTextsAreCutInsideTheirFrame() {
    TextTokenizer tokenizer = TextTokenizer.read(file("wordpiece.json"));
    TextEncoding cut = tokenizer.encode("The quick brown fox jumps over the lazy dog", 6);
    assertEquals(6, cut.tokens().size());
    assertEquals(2, cut.tokens().get(0).id());
    assertEquals(3, cut.tokens().get(5).id());
    assertEquals(0, tokenizer.padding());
    String few = assertThrows(InputException.class, () -> tokenizer.encode("The", 2)).getMessage();
    assertTrue(few.contains("more than 2 tokens"), few);
  }

  @Test
  void otherFilesAreRefused(@TempDir Path folder) throws IOException {
    Path none = folder.resolve("none.json");
    assertTrue(refusal(none).contains("no tokenizer"));
    Path text = Files.writeString(folder.resolve("t.json"), "{");
    assertTrue(refusal(text).contains("not readable JSON"));
    Path other = Files.writeString(folder.resolve("o.json"), "{\"a\": 1}");
    assertTrue(refusal(other).contains("it has no model"));
    Path kind =
        Files.writeString(
            folder.resolve("k.json"),
            "{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"a\": 0}},"
                + " \"normalizer\": {\"type\": \"Odd\"}}");
    assertTrue(refusal(kind).contains("normalises texts by Odd"));
  }

  private static String refusal(Path file) {
    return assertThrows(InputException.class, () -> TextTokenizer.read(file)).getMessage();
  }
}
