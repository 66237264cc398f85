package org.xai4j.core.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.run.InputException;

/** Cuts a word into pieces of a vocabulary. */
interface TokenModel {
  /**
   * A piece.
   *
   * @param id in the vocabulary
   * @param start its first character in the word
   * @param end behind its last
   */
  record Piece(int id, int start, int end) {}

  List<Piece> pieces(SourceText word);

  /** The id of a piece. */
  Optional<Integer> id(String piece);

  /** The model of a file. */
  static TokenModel of(JsonNode node) {
    String type =
        node.path("type").asText(node.has("merges") ? "BPE" : node.has("unk_id") ? "Unigram" : "");
    return switch (type) {
      case "WordPiece" -> new WordPiece(node);
      case "BPE" -> new BytePairs(node);
      case "Unigram" -> new Unigram(node);
      case "WordLevel" -> new WordLevel(node);
      default ->
          throw new InputException(
              "The tokenizer has a model of type '" + type + "', which is not supported.");
    };
  }

  private static Map<String, Integer> vocabulary(JsonNode node) {
    Map<String, Integer> ids = new HashMap<>();
    node.path("vocab").properties().forEach(e -> ids.put(e.getKey(), e.getValue().asInt()));
    InputException.check(!ids.isEmpty(), "The tokenizer has no vocabulary; the file is damaged.");
    return ids;
  }

  private static int unknown(Map<String, Integer> ids, JsonNode node) {
    return ids.getOrDefault(node.path("unk_token").asText(""), -1);
  }

  /** Whole words. */
  final class WordLevel implements TokenModel {
    private final Map<String, Integer> ids;
    private final int unknown;

    WordLevel(JsonNode node) {
      ids = vocabulary(node);
      unknown = unknown(ids, node);
    }

    @Override
    public List<Piece> pieces(SourceText word) {
      int id = ids.getOrDefault(word.text(), unknown);
      return id < 0 ? List.of() : List.of(new Piece(id, 0, word.length()));
    }

    @Override
    public Optional<Integer> id(String piece) {
      return Optional.ofNullable(ids.get(piece));
    }
  }

  /** The longest piece from the left on (Schuster and Nakajima 2012). */
  final class WordPiece implements TokenModel {
    private final Map<String, Integer> ids;
    private final int unknown;
    private final String inside;
    private final int longest;

    WordPiece(JsonNode node) {
      ids = vocabulary(node);
      unknown = unknown(ids, node);
      inside = node.path("continuing_subword_prefix").asText("##");
      longest = node.path("max_input_chars_per_word").asInt(100);
    }

    @Override
    public List<Piece> pieces(SourceText word) {
      List<Piece> pieces = new ArrayList<>();
      int start = 0;
      while (start < word.length() && word.length() <= longest) {
        int end = word.length();
        @Nullable Integer id = null;
        while (end > start && id == null) {
          String text = new String(word.points(), start, end - start);
          id = ids.get(start == 0 ? text : inside + text);
          end -= id == null ? 1 : 0;
        }
        if (id == null) {
          break;
        }
        pieces.add(new Piece(id, start, end));
        start = end;
      }
      return start == word.length() && start > 0
          ? pieces
          : List.of(new Piece(unknown, 0, word.length()));
    }

    @Override
    public Optional<Integer> id(String piece) {
      return Optional.ofNullable(ids.get(piece));
    }
  }

  /** Pairs merged in the order they were learnt in (Sennrich, Haddow and Birch 2016). */
  final class BytePairs implements TokenModel {
    private final Map<String, Integer> ids;
    private final Map<String, Integer> ranks = new HashMap<>();
    private final int unknown;
    private final String inside;
    private final String end;
    private final boolean bytes;
    private final boolean whole;
    private final boolean fuses;

    BytePairs(JsonNode node) {
      ids = vocabulary(node);
      unknown = unknown(ids, node);
      inside = node.path("continuing_subword_prefix").asText("").replace("null", "");
      end = node.path("end_of_word_suffix").asText("").replace("null", "");
      bytes = node.path("byte_fallback").asBoolean(false);
      whole = node.path("ignore_merges").asBoolean(false);
      fuses = node.path("fuse_unk").asBoolean(false);
      for (JsonNode merge : node.path("merges")) {
        String pair =
            merge.isArray()
                ? merge.path(0).asText() + " " + merge.path(1).asText()
                : merge.asText();
        ranks.putIfAbsent(pair, ranks.size());
      }
    }

    @Override
    public List<Piece> pieces(SourceText word) {
      if (whole && ids.containsKey(word.text())) {
        return List.of(new Piece(ids.get(word.text()), 0, word.length()));
      }
      List<String> parts = new ArrayList<>();
      List<Integer> starts = new ArrayList<>();
      for (int i = 0; i < word.length(); i++) {
        String part = Character.toString(word.points()[i]);
        part = i > 0 ? inside + part : part;
        parts.add(i == word.length() - 1 ? part + end : part);
        starts.add(i);
      }
      while (true) {
        int best = -1;
        int rank = Integer.MAX_VALUE;
        for (int i = 0; i + 1 < parts.size(); i++) {
          Integer own = ranks.get(parts.get(i) + " " + parts.get(i + 1));
          if (own != null && own < rank) {
            rank = own;
            best = i;
          }
        }
        if (best < 0) {
          break;
        }
        String next = parts.remove(best + 1);
        parts.set(best, parts.get(best) + next.substring(inside.length()));
        starts.remove(best + 1);
      }
      List<Piece> pieces = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        int to = i + 1 < parts.size() ? starts.get(i + 1) : word.length();
        Integer id = ids.get(parts.get(i));
        if (id != null) {
          pieces.add(new Piece(id, starts.get(i), to));
        } else if (!(bytes && TokenModel.bytes(ids, parts.get(i), starts.get(i), to, pieces))
            && unknown >= 0) {
          int last = pieces.size() - 1;
          if (fuses && last >= 0 && pieces.get(last).id() == unknown) {
            pieces.set(last, new Piece(unknown, pieces.get(last).start(), to));
          } else {
            pieces.add(new Piece(unknown, starts.get(i), to));
          }
        }
      }
      return pieces;
    }

    @Override
    public Optional<Integer> id(String piece) {
      return Optional.ofNullable(ids.get(piece));
    }
  }

  /** A text that is no piece as pieces of its bytes, if there are all of them. */
  private static boolean bytes(
      Map<String, Integer> ids, String text, int start, int end, List<Piece> pieces) {
    List<Piece> made = new ArrayList<>();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      Integer id = ids.get(String.format(Locale.ROOT, "<0x%02X>", b & 0xFF));
      if (id == null) {
        return false;
      }
      made.add(new Piece(id, start, end));
    }
    return pieces.addAll(made);
  }

  /** The most likely pieces (Kudo 2018), by Viterbi's algorithm. */
  final class Unigram implements TokenModel {
    /** How much less likely than the least likely piece an unknown character is. */
    private static final double PENALTY = 10;

    private final Map<String, Integer> ids = new HashMap<>();
    private final List<Double> scores = new ArrayList<>();
    private final int unknown;
    private final boolean bytes;
    private final int longest;
    private final double least;

    Unigram(JsonNode node) {
      int length = 1;
      double minimum = Double.POSITIVE_INFINITY;
      for (JsonNode entry : node.path("vocab")) {
        String piece = entry.path(0).asText();
        ids.putIfAbsent(piece, scores.size());
        scores.add(entry.path(1).asDouble());
        length = Math.max(length, piece.codePointCount(0, piece.length()));
        minimum = Math.min(minimum, entry.path(1).asDouble());
      }
      InputException.check(!ids.isEmpty(), "The tokenizer has no vocabulary; the file is damaged.");
      longest = length;
      least = minimum;
      unknown = node.path("unk_id").asInt(-1);
      bytes = node.path("byte_fallback").asBoolean(false);
    }

    @Override
    public List<Piece> pieces(SourceText word) {
      int n = word.length();
      double[] best = new double[n + 1];
      int[] from = new int[n + 1];
      java.util.Arrays.fill(best, 1, n + 1, Double.NEGATIVE_INFINITY);
      for (int start = 0; start < n; start++) {
        boolean single = false;
        for (int end = start + 1; end <= Math.min(n, start + longest); end++) {
          Integer id = ids.get(new String(word.points(), start, end - start));
          if (id != null) {
            single |= end == start + 1;
            double score = best[start] + scores.get(id);
            if (score > best[end]) {
              best[end] = score;
              from[end] = start;
            }
          }
        }
        double score = best[start] + least - PENALTY;
        if (!single && score > best[start + 1]) {
          best[start + 1] = score;
          from[start + 1] = start;
        }
      }
      List<int[]> spans = new ArrayList<>();
      for (int end = n; end > 0; end = from[end]) {
        spans.add(0, new int[] {from[end], end});
      }
      List<Piece> pieces = new ArrayList<>();
      for (int[] span : spans) {
        add(word, span[0], span[1], pieces);
      }
      return pieces;
    }

    private void add(SourceText word, int start, int end, List<Piece> pieces) {
      String text = new String(word.points(), start, end - start);
      Integer id = ids.get(text);
      if (id != null) {
        pieces.add(new Piece(id, start, end));
        return;
      }
      if (bytes && TokenModel.bytes(ids, text, start, end, pieces)) {
        return;
      }
      int last = pieces.size() - 1;
      if (last >= 0 && pieces.get(last).id() == unknown) {
        // Unknown characters in a row are one piece.
        pieces.set(last, new Piece(unknown, pieces.get(last).start(), end));
      } else if (unknown >= 0) {
        pieces.add(new Piece(unknown, start, end));
      }
    }

    @Override
    public Optional<Integer> id(String piece) {
      return Optional.ofNullable(ids.get(piece));
    }
  }
}
