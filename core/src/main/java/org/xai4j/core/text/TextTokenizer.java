package org.xai4j.core.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.xai4j.core.run.InputException;

/**
 * Turns texts into the token ids of a language model, as its {@code tokenizer.json} says: WordPiece
 * (BERT), byte-level byte pairs (GPT-2, RoBERTa), byte pairs and unigrams on SentencePiece's marks
 * (Llama, T5, ALBERT). Each token knows its characters and its word.
 */
public final class TextTokenizer {
  /**
   * A token that is found in the text as it is.
   *
   * @param content the text
   * @param id of the token
   * @param left whether it takes the white space in front of it
   * @param right whether it takes the white space behind it
   */
  private record Added(String content, int id, boolean left, boolean right) {}

  /**
   * A step of the frame around texts.
   *
   * @param ids of the tokens put in; none where a text stands
   * @param part which text, 0 or 1
   */
  private record Frame(List<Integer> ids, int part) {}

  private final TextNormalizer normalizer;
  private final PreTokenizer words;
  private final TokenModel model;
  private final List<Added> added = new ArrayList<>();
  private final List<Frame> single;
  private final List<Frame> pair;
  private final int padding;

  private TextTokenizer(JsonNode file) {
    normalizer = TextNormalizer.of(file.path("normalizer"));
    words = PreTokenizer.of(file.path("pre_tokenizer"));
    model = TokenModel.of(file.path("model"));
    for (JsonNode token : file.path("added_tokens")) {
      added.add(
          new Added(
              token.path("content").asText(),
              token.path("id").asInt(),
              token.path("lstrip").asBoolean(false),
              token.path("rstrip").asBoolean(false)));
    }
    added.removeIf(token -> token.content().isEmpty());
    added.sort(Comparator.comparing((Added a) -> a.content().length()).reversed());
    JsonNode frame = file.path("post_processor");
    single = frame(frame, false);
    pair = frame(frame, true);
    padding =
        file.path("padding").has("pad_id")
            ? file.path("padding").path("pad_id").asInt()
            : padding(added, model);
  }

  private static int padding(List<Added> added, TokenModel model) {
    for (String name : List.of("[PAD]", "<pad>", "<|pad|>", "<|endoftext|>")) {
      Optional<Integer> id =
          added.stream()
              .filter(a -> a.content().equals(name))
              .map(Added::id)
              .findFirst()
              .or(() -> model.id(name));
      if (id.isPresent()) {
        return id.get();
      }
    }
    return 0;
  }

  /**
   * Reads a tokenizer.
   *
   * @param file {@code tokenizer.json}
   * @return the tokenizer
   * @throws InputException if the file is missing, damaged, or uses what is not supported
   */
  public static TextTokenizer read(Path file) {
    InputException.check(Files.isRegularFile(file), "There is no tokenizer %s.", file);
    try {
      JsonNode tree = new ObjectMapper().readTree(file.toFile());
      InputException.check(
          tree.path("model").isObject(),
          "The file %s is not a tokenizer.json: it has no model.",
          file);
      return new TextTokenizer(tree);
    } catch (IOException e) {
      throw new InputException("The tokenizer " + file + " is not readable JSON.", e);
    }
  }

  /**
   * The id of the token that fills short texts up.
   *
   * @return as the file says, else that of [PAD] or the like, else 0
   */
  public int padding() {
    return padding;
  }

  private static List<Frame> frame(JsonNode node, boolean pair) {
    String type = node.path("type").asText("");
    return switch (type) {
      case "TemplateProcessing" -> template(node, pair);
      case "BertProcessing", "RobertaProcessing" -> {
        List<Integer> begin = List.of(node.path("cls").path(1).asInt());
        List<Integer> end = List.of(node.path("sep").path(1).asInt());
        List<Frame> steps = new ArrayList<>();
        steps.add(new Frame(begin, 0));
        steps.add(new Frame(List.of(), 0));
        steps.add(new Frame(end, 0));
        if (pair) {
          boolean bert = type.startsWith("Bert");
          if (!bert) {
            steps.add(new Frame(end, 0));
          }
          steps.add(new Frame(List.of(), bert ? 1 : 0));
          steps.add(new Frame(end, bert ? 1 : 0));
        }
        yield steps;
      }
      case "Sequence" -> {
        List<Frame> steps = plain(pair);
        for (JsonNode processor : node.path("processors")) {
          if (!processor.path("type").asText().equals("ByteLevel")) {
            steps = frame(processor, pair);
          }
        }
        yield steps;
      }
      case "", "ByteLevel" -> plain(pair);
      default ->
          throw new InputException(
              "The tokenizer frames texts by " + type + ", which is not supported.");
    };
  }

  private static List<Frame> plain(boolean pair) {
    List<Frame> steps = new ArrayList<>(List.of(new Frame(List.of(), 0)));
    if (pair) {
      steps.add(new Frame(List.of(), 1));
    }
    return steps;
  }

  private static List<Frame> template(JsonNode node, boolean pair) {
    List<Frame> steps = new ArrayList<>();
    for (JsonNode step : node.path(pair ? "pair" : "single")) {
      JsonNode special = step.path("SpecialToken");
      if (special.isObject()) {
        List<Integer> ids = new ArrayList<>();
        node.path("special_tokens")
            .path(special.path("id").asText())
            .path("ids")
            .forEach(id -> ids.add(id.asInt()));
        steps.add(new Frame(ids, special.path("type_id").asInt()));
      } else {
        steps.add(new Frame(List.of(), step.path("Sequence").path("type_id").asInt()));
      }
    }
    return steps;
  }

  /**
   * A text as tokens.
   *
   * @param text any
   * @param most tokens at most, with those that begin and end it; the rest is cut off
   * @return the tokens
   */
  public TextEncoding encode(String text, int most) {
    return framed(text, List.of(tokens(text, 0)), single, most);
  }

  /**
   * A pair of texts as tokens, such as a question and an answer.
   *
   * @param first of the pair
   * @param second of the pair; its tokens' places count on behind the first and a line break
   * @param most tokens at most, with those that begin and end it; the longer text is cut
   * @return the tokens
   */
  public TextEncoding encode(String first, String second, int most) {
    String both = first + "\n" + second;
    List<List<TextToken>> parts = new ArrayList<>();
    parts.add(tokens(first, 0));
    int words = parts.get(0).stream().mapToInt(t -> t.word() + 1).max().orElse(0);
    int shift = first.length() + 1;
    parts.add(
        tokens(second, 1).stream()
            .map(
                t ->
                    new TextToken(
                        t.id(), t.from() + shift, t.to() + shift, t.word() + words, t.part()))
            .toList());
    return framed(both, parts, pair, most);
  }

  private static TextEncoding framed(
      String text, List<List<TextToken>> texts, List<Frame> frame, int most) {
    int around = frame.stream().mapToInt(f -> f.ids().size()).sum();
    InputException.check(
        around < most, "A text needs more than %d tokens, the model takes %d.", around, most);
    List<List<TextToken>> cut = new ArrayList<>(texts);
    while (cut.stream().mapToInt(List::size).sum() > most - around) {
      int longest = cut.size() > 1 && cut.get(1).size() >= cut.get(0).size() ? 1 : 0;
      List<TextToken> less = cut.get(longest);
      cut.set(longest, less.subList(0, less.size() - 1));
    }
    List<TextToken> all = new ArrayList<>();
    int next = 0;
    for (Frame step : frame) {
      for (int id : step.ids()) {
        int at = all.isEmpty() ? 0 : all.get(all.size() - 1).to();
        all.add(new TextToken(id, at, at, -1, step.part()));
      }
      if (step.ids().isEmpty() && next < cut.size()) {
        for (TextToken t : cut.get(next++)) {
          all.add(new TextToken(t.id(), t.from(), t.to(), t.word(), step.part()));
        }
      }
    }
    return new TextEncoding(text, all);
  }

  /** The tokens of a text without its frame: those that stand in it as they are, and pieces. */
  private List<TextToken> tokens(String text, int part) {
    List<TextToken> tokens = new ArrayList<>();
    int[] word = {0};
    int start = 0;
    for (int i = 0; i < text.length(); ) {
      int at = i;
      Optional<Added> found =
          added.stream().filter(a -> text.startsWith(a.content(), at)).findFirst();
      if (found.isEmpty()) {
        i++;
        continue;
      }
      Added token = found.get();
      int from = i;
      int to = i + token.content().length();
      while (token.left()
          && from > start
          && (from > 0 && Character.isWhitespace(text.charAt(from - 1)))) {
        from--;
      }
      while (token.right() && to < text.length() && Character.isWhitespace(text.charAt(to))) {
        to++;
      }
      pieces(text, start, from, part, word, tokens);
      tokens.add(new TextToken(token.id(), from, to, word[0]++, part));
      start = to;
      i = to;
    }
    pieces(text, start, text.length(), part, word, tokens);
    return tokens;
  }

  private void pieces(
      String text, int start, int end, int part, int[] word, List<TextToken> tokens) {
    if (start >= end) {
      return;
    }
    SourceText normal = normalizer.apply(SourceText.of(text, start, end));
    for (SourceText run : words.split(normal)) {
      List<TokenModel.Piece> pieces = model.pieces(run);
      for (TokenModel.Piece piece : pieces) {
        int from = run.from()[piece.start()];
        // Where nothing cuts texts beforehand, white space does.
        boolean apart =
            piece.start() > 0
                && (Character.isWhitespace(text.charAt(Math.min(from, text.length() - 1)))
                    || (from > 0 && Character.isWhitespace(text.charAt(from - 1))));
        word[0] += apart ? 1 : 0;
        tokens.add(new TextToken(piece.id(), from, run.to()[piece.end() - 1], word[0], part));
      }
      word[0] += pieces.isEmpty() ? 0 : 1;
    }
  }
}
