package org.xai4j.benchmarks.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts text into words: letters and digits, with apostrophes inside ({@code don't}), in lower case;
 * exclamation and question marks are words of their own. All else separates words.
 */
public final class Tokenizer {
  private static final Pattern WORD =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:['’][\\p{L}\\p{M}\\p{N}]+)*|[!?]");

  private Tokenizer() {}

  /**
   * A word and where it stands.
   *
   * @param word in lower case, with straight apostrophes
   * @param from index of its first character in the text
   * @param to index behind its last character
   */
  public record Token(String word, int from, int to) {}

  /**
   * The words of a text.
   *
   * @param text any
   * @return in order; empty if there are none
   */
  public static List<Token> tokens(String text) {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      String word = matcher.group().toLowerCase(Locale.ROOT).replace('’', '\'');
      tokens.add(new Token(word, matcher.start(), matcher.end()));
    }
    return tokens;
  }
}
