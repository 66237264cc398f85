package org.xai4j.rnn.assessment;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.language.Words;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * How well an automaton describes a network, on words neither was made from.
 *
 * @param lengths agreement by length of the words
 * @param fidelity share of all those words for which automaton and network agree
 * @param stability share of the prefixes of long accepted and rejected words for which they agree
 * @param longest number of symbols of the long words
 * @param perturbed the same share when noise is added to the hidden units at every step
 * @param states what each state of the automaton means
 * @param activeUnits hidden units whose activation varies by more than 0.1 (standard deviation)
 * @param saturated share of the activations of these units that lie within 0.1 of −1 or 1
 */
public record Assessment(
    List<AtLength> lengths,
    double fidelity,
    double stability,
    int longest,
    List<Perturbed> perturbed,
    List<Meaning> states,
    int activeUnits,
    double saturated) {
  private static final int[] LENGTHS = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30, 50, 100, 200, 500
  };
  private static final int WORDS = 100;
  private static final int LONG = 10_000;
  private static final double[] NOISE = {0.05, 0.1, 0.2, 0.4};
  private static final int NOISY = 2_000;

  /** Copies the lists. */
  public Assessment {
    lengths = List.copyOf(lengths);
    perturbed = List.copyOf(perturbed);
    states = List.copyOf(states);
  }

  /**
   * Agreement on words of one length, half of them uniform, half with the automaton's outputs in
   * turn.
   *
   * @param length of the words
   * @param words how many
   * @param agreement share for which automaton and network agree
   */
  public record AtLength(int length, int words, double agreement) {}

  /**
   * Agreement under noise.
   *
   * @param noise standard deviation of what is added to each hidden unit at every step
   * @param agreement share of steps at which automaton and network agree
   */
  public record Perturbed(double noise, double agreement) {}

  /**
   * What a state means.
   *
   * @param access shortest word that leads there
   * @param output its output
   * @param visits share of the steps of random words that end there
   * @param purity share of these visits at which the network gives that output
   * @param spread root mean square distance of the network's hidden units from their mean there,
   *     per unit
   * @param followers name of the next state by symbol
   */
  public record Meaning(
      String access,
      String output,
      double visits,
      double purity,
      double spread,
      List<String> followers) {
    /** Copies the list. */
    public Meaning {
      followers = List.copyOf(followers);
    }
  }

  /**
   * Assesses an automaton.
   *
   * @param network what it should describe
   * @param machine over the network's symbols
   * @param seed of all randomness
   * @return the assessment
   */
  public static Assessment of(SteppedNetwork network, Moore machine, long seed) {
    SplitRandom random = SplitRandom.of(seed).split("assessment");
    List<AtLength> lengths = new ArrayList<>();
    double agreed = 0;
    for (int length : LENGTHS) {
      SplitRandom draw = random.split(length);
      List<int[]> words = new ArrayList<>(Words.balanced(machine, length, WORDS / 2, draw));
      while (words.size() < WORDS) {
        words.add(Words.uniform(machine.symbols(), length, draw));
      }
      long equal = words.stream().filter(w -> network.answer(w) == machine.output(w)).count();
      lengths.add(new AtLength(length, WORDS, (double) equal / WORDS));
      agreed += equal;
    }
    Visits visits = Visits.of(network, machine, random.split("visits"));
    return new Assessment(
        lengths,
        agreed / (WORDS * LENGTHS.length),
        stability(network, machine, LONG, 0, random.split("long")),
        LONG,
        perturbed(network, machine, random.split("noise")),
        visits.meanings(machine),
        visits.activeUnits(),
        visits.saturated());
  }

  private static List<Perturbed> perturbed(
      SteppedNetwork network, Moore machine, SplitRandom random) {
    List<Perturbed> list = new ArrayList<>();
    for (int i = 0; i < NOISE.length; i++) {
      list.add(
          new Perturbed(NOISE[i], stability(network, machine, NOISY, NOISE[i], random.split(i))));
    }
    return list;
  }

  /** Share of prefixes with equal outputs, over one word per output that has words so long. */
  private static double stability(
      SteppedNetwork network, Moore machine, int length, double noise, SplitRandom random) {
    long equal = 0;
    long all = 0;
    for (int output = 0; output < machine.outputNames().size(); output++) {
      Optional<int[]> word = Words.withOutput(machine, length, output, random.split(output));
      if (word.isPresent()) {
        equal += agreeing(network, machine, word.get(), noise, random.split("noise"));
        all += length;
      }
    }
    return (double) equal / all;
  }

  private static long agreeing(
      SteppedNetwork network, Moore machine, int[] word, double noise, SplitRandom random) {
    int[][] next = machine.next();
    int[] outputs = machine.outputs();
    double[] state = network.initial();
    int at = machine.initial();
    long equal = 0;
    for (int symbol : word) {
      state = network.step(state, symbol);
      for (int d = 0; d < state.length && noise > 0; d++) {
        state[d] += noise * random.nextGaussian();
      }
      at = next[at][symbol];
      equal += network.output(state) == outputs[at] ? 1 : 0;
    }
    return equal;
  }
}
