package org.xai4j.rnn.extraction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * A set of words that holds every prefix of its words, as a tree: each word is an earlier one and a
 * symbol, the empty word first.
 *
 * @param parents place of the word without its last symbol; −1 for the empty word
 * @param symbols last symbol; −1 for the empty word
 */
record Basis(int[] parents, int[] symbols) {
  private static final double MEAN_LENGTH = 12;

  /** Half of them the shortest words, the rest random words and their prefixes. */
  static Basis draw(int alphabet, int size, SplitRandom random) {
    List<int[]> words = new ArrayList<>();
    Map<List<Integer>, Integer> places = new HashMap<>();
    words.add(new int[] {-1, -1});
    for (int at = 0; words.size() < size / 2; at++) {
      for (int a = 0; a < alphabet; a++) {
        add(at, a, words, places);
      }
    }
    for (int w = 0; words.size() < size && w < 20 * size; w++) {
      int at = 0;
      for (int symbol : Sample.word(alphabet, MEAN_LENGTH, w % 2 == 1, random)) {
        at = add(at, symbol, words, places);
      }
    }
    return new Basis(
        words.stream().mapToInt(w -> w[0]).toArray(), words.stream().mapToInt(w -> w[1]).toArray());
  }

  private static int add(
      int parent, int symbol, List<int[]> words, Map<List<Integer>, Integer> places) {
    return places.computeIfAbsent(
        List.of(parent, symbol),
        key -> {
          words.add(new int[] {parent, symbol});
          return words.size() - 1;
        });
  }

  int size() {
    return parents.length;
  }

  /** The network's states after each word, read from a state. */
  double[][] states(SteppedNetwork network, double[] from, ExtractionBudget budget) {
    double[][] states = new double[size()][];
    states[0] = from;
    for (int i = 1; i < states.length; i++) {
      states[i] = budget.step(network, states[parents[i]], symbols[i]);
    }
    return states;
  }
}
