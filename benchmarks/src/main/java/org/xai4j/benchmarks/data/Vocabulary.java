package org.xai4j.benchmarks.data;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;

/**
 * Words with their ids: 0 is padding, 1 any unknown word, the others follow.
 *
 * @param words of the ids from 2 on, each once
 */
public record Vocabulary(List<String> words) {
  /** The id of "no word". */
  public static final int PADDING = 0;

  /** The id of words that are not known. */
  public static final int UNKNOWN = 1;

  private static final int FIRST = 2;

  /** Copies the list. */
  public Vocabulary {
    words = List.copyOf(words);
    InputException.check(
        new HashSet<>(words).size() == words.size(), "A vocabulary holds each word once.");
  }

  /**
   * The words that are frequent in some texts.
   *
   * @param texts any
   * @param least how often a word must occur
   * @return most frequent first, equally frequent ones in alphabetical order
   */
  public static Vocabulary of(List<String> texts, int least) {
    Map<String, Integer> counts = new HashMap<>();
    for (String text : texts) {
      Tokenizer.tokens(text).forEach(t -> counts.merge(t.word(), 1, Integer::sum));
    }
    return new Vocabulary(
        counts.entrySet().stream()
            .filter(e -> e.getValue() >= least)
            .sorted(
                Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .map(Map.Entry::getKey)
            .toList());
  }

  /**
   * How many ids there are.
   *
   * @return the words, padding and unknown
   */
  public int size() {
    return FIRST + words.size();
  }

  /**
   * Texts as rows of ids. Short texts are padded at the front, so that a recurrent network ends on
   * their last word; of long texts the first words are kept.
   *
   * @param texts any
   * @param length of a row
   * @return FLOAT [n, length]
   */
  public INDArray encode(List<String> texts, int length) {
    Map<String, Integer> ids = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      ids.put(words.get(i), FIRST + i);
    }
    float[] rows = new float[texts.size() * length];
    for (int i = 0; i < texts.size(); i++) {
      List<Tokenizer.Token> tokens = Tokenizer.tokens(texts.get(i));
      int kept = Math.min(length, tokens.size());
      for (int t = 0; t < kept; t++) {
        rows[(i + 1) * length - kept + t] = ids.getOrDefault(tokens.get(t).word(), UNKNOWN);
      }
    }
    return NdArrays.array(rows, texts.size(), length);
  }
}
