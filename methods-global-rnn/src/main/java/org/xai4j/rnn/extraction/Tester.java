package org.xai4j.rnn.extraction;

import java.util.List;
import java.util.Optional;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.network.SteppedNetwork;

/** Looks for a word for which hypothesis and network differ, in each of the ways asked for. */
final class Tester {
  private final SteppedNetwork network;
  private final ExtractionBudget budget;
  private final List<Equivalence> ways;
  private final int tests;
  private final double meanLength;
  private final SplitRandom random;
  private final Abstraction abstraction;

  Tester(
      SteppedNetwork network,
      ExtractionBudget budget,
      List<Equivalence> ways,
      int tests,
      double meanLength,
      SplitRandom random) {
    this.network = network;
    this.budget = budget;
    this.ways = ways;
    this.tests = tests;
    this.meanLength = meanLength;
    this.random = random;
    this.abstraction = new Abstraction(network, budget);
  }

  /** The shortest prefix known at which they differ. */
  Optional<int[]> counterexample(Moore hypothesis) {
    for (Equivalence way : ways) {
      Optional<int[]> found =
          switch (way) {
            case RANDOM_WORDS -> randomWords(hypothesis);
            case RANDOM_WP -> randomWp(hypothesis);
            case COVERAGE -> coverage(hypothesis);
            case WEISS -> abstraction.counterexample(hypothesis);
          };
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  int refinements() {
    return abstraction.refinements();
  }

  int regions() {
    return abstraction.regions();
  }

  /** The first prefix of a word after which the outputs differ. */
  private Optional<int[]> differs(Moore hypothesis, int[] word) {
    budget.query();
    double[] state = network.initial();
    int at = hypothesis.initial();
    int[][] next = hypothesis.next();
    int[] outputs = hypothesis.outputs();
    for (int t = 0; ; t++) {
      if (network.output(state) != outputs[at]) {
        return Optional.of(java.util.Arrays.copyOf(word, t));
      }
      if (t == word.length) {
        return Optional.empty();
      }
      state = budget.step(network, state, word[t]);
      at = next[at][word[t]];
    }
  }

  private Optional<int[]> randomWords(Moore hypothesis) {
    for (int i = 0; i < tests; i++) {
      int[] word = Sample.word(network.symbols(), meanLength, i % 2 == 1, random);
      Optional<int[]> found = differs(hypothesis, word);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<int[]> randomWp(Moore hypothesis) {
    List<Optional<int[]>> access = hypothesis.accessWords();
    List<int[]> tails = hypothesis.separatingWords();
    for (int i = 0; i < tests; i++) {
      int[] start = access.get(random.nextInt(hypothesis.states())).orElse(new int[0]);
      int[] middle = Sample.word(network.symbols(), meanLength / 4, i % 2 == 1, random);
      int[] tail = tails.get(random.nextInt(tails.size()));
      Optional<int[]> found = differs(hypothesis, joined(start, middle, tail));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<int[]> coverage(Moore hypothesis) {
    List<Optional<int[]>> access = hypothesis.accessWords();
    int[][] next = hypothesis.next();
    int[][] covered = new int[hypothesis.states()][hypothesis.symbols()];
    for (int i = 0; i < tests; i++) {
      int from = 0;
      int symbol = 0;
      for (int s = 0; s < covered.length; s++) {
        for (int a = 0; a < covered[s].length; a++) {
          if (access.get(s).isPresent() && covered[s][a] < covered[from][symbol]) {
            from = s;
            symbol = a;
          }
        }
      }
      int[] tail = Sample.word(network.symbols(), meanLength, i % 2 == 1, random);
      int[] word = joined(access.get(from).orElse(new int[0]), new int[] {symbol}, tail);
      int at = hypothesis.initial();
      for (int a : word) {
        covered[at][a]++;
        at = next[at][a];
      }
      Optional<int[]> found = differs(hypothesis, word);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static int[] joined(int[]... parts) {
    return java.util.Arrays.stream(parts).flatMapToInt(java.util.Arrays::stream).toArray();
  }
}
