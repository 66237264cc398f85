package org.xai4j.rnn.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xai4j.core.run.SplitRandom;

class DecisiveTest {
  private static final int A = 0;
  private static final int B = 1;

  @Test
  void changesByHand() {
    // a*: of the words of length 3 one is accepted, so rejection has 7/8 before the first symbol,
    // 3/4 after a, 1 after ab; the last symbol changes nothing.
    Moore machine = Languages.get("tomita1").machine();
    assertArrayEquals(
        new double[] {3.0 / 4 - 7.0 / 8, 1.0 / 4, 0}, Decisive.changes(machine, A, B, A));
    assertArrayEquals(new double[] {1.0 / 8, 1.0 / 4, 1.0 / 2}, Decisive.changes(machine, A, A, A));
    // Parity is open until the last symbol.
    Moore parity = Languages.get("parity").machine();
    assertArrayEquals(new double[] {0, 0, 0, 0.5}, Decisive.changes(parity, A, B, B, A));
    assertEquals(0, Decisive.changes(parity).length);
  }

  @Test
  void pivotalByHand() {
    Moore machine = Languages.get("tomita1").machine();
    // One b: it alone stands against the word. Two: neither alone.
    assertArrayEquals(new boolean[] {false, true, false}, Decisive.pivotal(machine, A, B, A));
    assertArrayEquals(new boolean[] {false, false}, Decisive.pivotal(machine, B, B));
    assertArrayEquals(new boolean[] {true, true}, Decisive.pivotal(machine, A, A));
    // bbabb has no bbb; only its a keeps it so.
    Moore noThree = Languages.get("tomita4").machine();
    assertArrayEquals(
        new boolean[] {false, false, true, false, false}, Decisive.pivotal(noThree, B, B, A, B, B));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tomita3", "tomita5", "tomita6", "tomita7", "dyck3", "addition3"})
  void changesAddUpToWhatTheWordSettles(String id) {
    Moore machine = Languages.get(id).machine();
    SplitRandom random = SplitRandom.of(3);
    int length = id.equals("addition3") ? 3 : 7;
    for (int i = 0; i < 20; i++) {
      int[] word = Words.uniform(machine.symbols(), length, random);
      double sum = Arrays.stream(Decisive.changes(machine, word)).sum();
      assertEquals(1 - share(machine, length, machine.output(word)), sum, 1e-12);
    }
  }

  /** Share of all words of a length with an output, by listing them. */
  private static double share(Moore machine, int length, int output) {
    int all = (int) Math.round(Math.pow(machine.symbols(), length));
    int equal = 0;
    for (int number = 0; number < all; number++) {
      int[] word = new int[length];
      int rest = number;
      for (int t = 0; t < length; t++) {
        word[t] = rest % machine.symbols();
        rest /= machine.symbols();
      }
      equal += machine.output(word) == output ? 1 : 0;
    }
    return (double) equal / all;
  }
}
