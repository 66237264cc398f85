package org.xai4j.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xai4j.core.run.InputException;

/**
 * A text as tokens.
 *
 * @param text as it was given
 * @param tokens in order, with those that begin and end texts
 */
public record TextEncoding(String text, List<TextToken> tokens) {
  /** Copies the list. */
  public TextEncoding {
    tokens = List.copyOf(tokens);
  }

  /**
   * Relevance of words: the sums over their tokens. Tokens that stand for no characters, such as
   * those that begin and end texts, belong to no word.
   *
   * @param values one per token; further ones, of padding, are left out
   * @return the words in order
   * @throws InputException if there are fewer values than tokens
   */
  public List<TextWord> words(double... values) {
    InputException.check(
        values.length >= tokens.size(),
        "There are %d values for %d tokens; the text was cut.",
        values.length,
        tokens.size());
    Map<Integer, double[]> sums = new TreeMap<>();
    for (int i = 0; i < tokens.size(); i++) {
      TextToken token = tokens.get(i);
      if (token.word() >= 0 && token.to() > token.from()) {
        double[] word =
            sums.computeIfAbsent(token.word(), w -> new double[] {token.from(), token.to(), 0});
        word[0] = Math.min(word[0], token.from());
        word[1] = Math.max(word[1], token.to());
        word[2] += values[i];
      }
    }
    List<TextWord> words = new ArrayList<>();
    for (double[] word : sums.values()) {
      int from = (int) word[0];
      int to = (int) word[1];
      // White space belongs to a token, not to the word.
      while (from < to && Character.isWhitespace(text.charAt(from))) {
        from++;
      }
      while (from < to && Character.isWhitespace(text.charAt(to - 1))) {
        to--;
      }
      words.add(new TextWord(text.substring(from, to), from, to, word[2]));
    }
    return words;
  }
}
