package org.xai4j.rnn.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/** The languages against other descriptions of them, word by word. */
class LanguagesTest {
  private interface Membership {
    boolean test(String word);
  }

  /** All words of up to ten letters. */
  private static void agrees(String id, Membership membership) {
    Moore machine = Languages.get(id).machine();
    for (int length = 0; length <= 10; length++) {
      for (int code = 0; code < 1 << length; code++) {
        int[] word = new int[length];
        StringBuilder text = new StringBuilder();
        for (int t = 0; t < length; t++) {
          word[t] = code >> t & 1;
          text.append(word[t] == 0 ? 'a' : 'b');
        }
        assertEquals(membership.test(text.toString()), machine.output(word) == 1, id + " " + text);
      }
    }
  }

  private static long count(String word, char letter) {
    return word.chars().filter(c -> c == letter).count();
  }

  @Test
  void tomitaGrammarsAreTheirDescriptions() {
    agrees("tomita1", w -> w.matches("a*"));
    agrees("tomita2", w -> w.matches("(ab)*"));
    agrees("ab-star", w -> w.matches("(ab)*"));
    agrees("tomita4", w -> !w.contains("bbb"));
    agrees("tomita5", w -> count(w, 'a') % 2 == 0 && count(w, 'b') % 2 == 0);
    agrees("tomita6", w -> (count(w, 'a') - count(w, 'b')) % 3 == 0);
    agrees("tomita7", w -> w.matches("b*a*b*a*"));
    agrees("parity", w -> count(w, 'a') % 2 == 0);
  }

  @Test
  void theTwoVariantsOfTheThirdGrammarDiffer() {
    // A whole run of odd length: not preceded and not followed by the same letter.
    Pattern odd = Pattern.compile("(?<!a)a(aa)*b(bb)*(?!b)");
    Pattern later = Pattern.compile("(?<!a)a(aa)*b.*(?<!b)b(bb)*(?!b)|(?<!a)a(aa)*b(bb)*(?!b)");
    agrees("tomita3", w -> !odd.matcher(w).find());
    agrees("tomita3-weiss", w -> !later.matcher(w).find());
    Moore one = Languages.get("tomita3").machine();
    Moore other = Languages.get("tomita3-weiss").machine();
    int[] word = one.difference(other).orElseThrow();
    assertNotEquals(one.output(word), other.output(word));
  }

  @ParameterizedTest
  @CsvSource({
    "tomita1,2",
    "tomita2,3",
    "tomita3,5",
    "tomita4,4",
    "tomita5,4",
    "tomita6,3",
    "tomita7,5",
    "tomita3-weiss,5",
    "parity,2",
    "dyck3,5",
    "random8,8",
    "random1,1",
    "addition2,4"
  })
  void haveTheirSmallestNumberOfStates(String id, int states) {
    assertEquals(states, Languages.get(id).machine().states());
  }

  @Test
  void additionAddsInEveryBase() {
    for (int base = 2; base <= 10; base++) {
      Moore machine = Languages.get("addition" + base).machine();
      int x = 9_876 % (base * base * base);
      int y = 4_567 % (base * base * base);
      int[] word = new int[4];
      int sum = 0;
      int weight = 1;
      for (int t = 0; t < 4; t++) {
        word[t] = x / weight % base * base + y / weight % base;
        sum += machine.output(java.util.Arrays.copyOf(word, t + 1)) * weight;
        weight *= base;
      }
      assertEquals(x + y, sum, "base " + base);
      // The carry alone is remembered by a Mealy machine.
      assertEquals(2, machine.mealyStates());
    }
  }

  @Test
  void minimisationFindsEquivalentStatesAndDifferencesAreShortest() {
    Moore twice =
        Moore.acceptor(
            List.of("a"),
            0,
            new boolean[] {true, false, true, false},
            new int[][] {{1}, {2}, {3}, {0}});
    assertEquals(2, twice.minimal().states());
    assertTrue(twice.difference(twice.minimal()).isEmpty());
    Moore third =
        Moore.acceptor(
            List.of("a"), 0, new boolean[] {true, false, false}, new int[][] {{1}, {2}, {0}});
    assertArrayEquals(new int[] {0, 0}, twice.difference(third).orElseThrow());
    assertEquals("ε", twice.text());
    assertEquals("aa", twice.text(0, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tomita8", "", "dyck0", "random0", "addition1", "addition11", "dyck3@2"})
  void unknownLanguagesAreRefusedInOneSentence(String id) {
    String message = assertThrows(InputException.class, () -> Languages.get(id)).getMessage();
    assertTrue(message.endsWith("."), message);
  }

  @Test
  void streamsFollowTheMachineAndTheResetProbability() {
    Moore machine = Languages.get("tomita5").machine();
    Streams.Piece piece =
        Streams.uniform(machine, 0.1).piece(50_000, SplitRandom.of(3).split("stream"));
    int state = -1;
    int resets = 0;
    for (int t = 0; t < piece.symbols().length; t++) {
      int symbol = piece.symbols()[t];
      resets += symbol == Streams.RESET ? 1 : 0;
      state = symbol == Streams.RESET ? machine.initial() : machine.next()[state][symbol - 1];
      assertEquals(machine.outputs()[state], piece.targets()[t]);
    }
    // Five standard errors of a share of 0.1 in 50,000.
    assertEquals(0.1, resets / 50_000.0, 5 * Math.sqrt(0.09 / 50_000));
    assertEquals(Streams.RESET, piece.symbols()[0]);
  }

  @Test
  void balancedWordsHaveBothOutputsAndAreUniform() {
    Moore machine = Languages.get("tomita1").machine();
    List<int[]> words = Words.balanced(machine, 200, 50, SplitRandom.of(1));
    assertEquals(25, words.stream().filter(w -> machine.output(w) == 1).count());
    assertTrue(
        Words.withOutput(Languages.get("parity").machine(), 1, 1, SplitRandom.of(1)).isPresent());
    Moore never = Moore.acceptor(List.of("a"), 0, new boolean[] {false}, new int[][] {{0}});
    assertFalse(Words.withOutput(never, 5, 1, SplitRandom.of(1)).isPresent());
    // (ab)* rejects 2^n − 1 words of even length, of which half start with b.
    Moore star = Languages.get("tomita2").machine();
    SplitRandom random = SplitRandom.of(5);
    int startsWithB = 0;
    for (int i = 0; i < 4_000; i++) {
      startsWithB += Words.withOutput(star, 6, 0, random).orElseThrow()[0];
    }
    assertEquals(32.0 / 63, startsWithB / 4_000.0, 5 * Math.sqrt(0.25 / 4_000));
  }
}
