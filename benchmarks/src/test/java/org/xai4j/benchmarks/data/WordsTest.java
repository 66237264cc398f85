package org.xai4j.benchmarks.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.xai4j.benchmarks.data.Tokenizer.Token;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;

/** Text to words, words to ids. */
class WordsTest {
  private static List<String> words(String text) {
    return Tokenizer.tokens(text).stream().map(Token::word).toList();
  }

  @Example
  void wordsAreLettersDigitsAndInnerApostrophes() {
    assertEquals(
        List.of("don't", "buy", "it", "!", "!", "5", "stars", "why", "?"),
        words("Don’t buy it!! 5-stars; 'why'?"));
    assertEquals(List.of("crème", "brûlée"), words("Crème brûlée."));
    assertEquals(List.of(), words(" ... - "));
  }

  @Property(tries = 300)
  void tokensAreTheTextInOrder(@ForAll String text) {
    int at = 0;
    for (Token token : Tokenizer.tokens(text)) {
      assertTrue(at <= token.from() && token.from() < token.to() && token.to() <= text.length());
      String written = text.substring(token.from(), token.to());
      assertEquals(written.toLowerCase(Locale.ROOT).replace('’', '\''), token.word());
      at = token.to();
    }
  }

  @Property(tries = 300)
  void wordsOfJoinedWordsAreTheSame(@ForAll String text) {
    List<String> words = words(text);
    assertEquals(words, words(String.join(" ", words)));
  }

  @Example
  void frequentWordsComeFirst() {
    Vocabulary vocabulary = Vocabulary.of(List.of("b a c b", "C b a d", "d d d"), 2);
    assertEquals(List.of("d", "b", "a", "c"), vocabulary.words());
    assertEquals(6, vocabulary.size());
    assertThrows(InputException.class, () -> new Vocabulary(List.of("a", "a")));
  }

  @Example
  void rowsArePaddedInFrontAndCutBehind() {
    Vocabulary vocabulary = new Vocabulary(List.of("good", "not"));
    assertArrayEquals(
        new double[] {0, 0, 3, 2, 3, 2, 1, 2, 0, 0, 0, 0},
        NdArrays.doubles(
            vocabulary.encode(List.of("Not good", "not good yet good, not bad", "."), 4)));
  }

  @Property(tries = 200)
  void idsAreThoseOfTheFirstWords(
      @ForAll List<@IntRange(max = 9) Integer> drawn,
      @ForAll @IntRange(min = 1, max = 8) int length) {
    Vocabulary vocabulary = new Vocabulary(List.of("w0", "w1", "w2", "w3", "w4", "w5"));
    List<String> words = new ArrayList<>();
    drawn.forEach(d -> words.add("w" + d));
    double[] row = NdArrays.doubles(vocabulary.encode(List.of(String.join(" ", words)), length));
    int kept = Math.min(length, drawn.size());
    for (int t = 0; t < length; t++) {
      int word = t - (length - kept);
      double expected = word < 0 ? 0 : drawn.get(word) > 5 ? 1 : 2 + drawn.get(word);
      assertEquals(expected, row[t]);
    }
  }

  @Example
  void noSentenceIsTrainedAndTestedOn() {
    Sentiment train = Sentiment.train();
    Sentiment test = Sentiment.test();
    Sentiment validation = Sentiment.validation();
    assertEquals(List.of(1982, 400, 600), List.of(size(train), size(validation), size(test)));
    Set<String> all = new HashSet<>(train.texts());
    all.addAll(validation.texts());
    all.addAll(test.texts());
    assertEquals(2982, all.size());
    int positive = java.util.Arrays.stream(test.labels()).sum();
    assertTrue(positive > 250 && positive < 350, "both classes: " + positive);
    Vocabulary vocabulary = Sentiment.vocabulary();
    assertTrue(vocabulary.words().containsAll(List.of("the", "great", "bad", "not", "don't", "!")));
    assertArrayEquals(new long[] {600, Sentiment.LENGTH}, test.inputs(vocabulary).shape());
    assertEquals(
        Sentiment.test().texts().subList(3, 5), test.range(3, 5).texts(), "always the same order");
  }

  private static int size(Sentiment sentences) {
    assertEquals(sentences.texts().size(), sentences.labels().length);
    return sentences.texts().size();
  }
}
