package org.xai4j.rnn.assessment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.language.Words;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * The network's hidden units at each state of an automaton that reads the same words.
 *
 * @param hidden hidden units at each step
 * @param states state of the automaton at each step
 * @param outputs output of the network at each step
 * @param words number of each step's word, from 0
 */
public record Visits(double[][] hidden, int[] states, int[] outputs, int[] words) {
  private static final int WORDS = 120;
  private static final int LENGTH = 25;
  private static final double ACTIVE = 0.1;
  private static final double EDGE = 0.1;

  /**
   * Reads words with both, half of them uniform, half with the automaton's outputs in turn.
   *
   * @param network a network
   * @param machine an automaton over the same symbols
   * @param random source of randomness
   * @return 120 words of 25 symbols
   */
  public static Visits of(SteppedNetwork network, Moore machine, SplitRandom random) {
    List<int[]> drawn =
        new ArrayList<>(Words.balanced(machine, LENGTH, WORDS / 2, random.split("balanced")));
    SplitRandom uniform = random.split("uniform");
    while (drawn.size() < WORDS) {
      drawn.add(Words.uniform(machine.symbols(), LENGTH, uniform));
    }
    int steps = WORDS * (LENGTH + 1);
    Visits visits = new Visits(new double[steps][], new int[steps], new int[steps], new int[steps]);
    int i = 0;
    for (int w = 0; w < WORDS; w++) {
      double[] state = network.initial();
      int at = machine.initial();
      for (int t = 0; t <= LENGTH; t++) {
        visits.hidden[i] = network.hidden(state);
        visits.states[i] = at;
        visits.outputs[i] = network.output(state);
        visits.words[i++] = w;
        if (t < LENGTH) {
          int symbol = drawn.get(w)[t];
          state = network.step(state, symbol);
          at = machine.next()[at][symbol];
        }
      }
    }
    return visits;
  }

  /**
   * Hidden units that vary.
   *
   * @return number of units whose standard deviation exceeds 0.1
   */
  public int activeUnits() {
    return active().size();
  }

  private List<Integer> active() {
    List<Integer> units = new ArrayList<>();
    double[] all = new double[hidden.length];
    for (int d = 0; d < hidden[0].length; d++) {
      for (int i = 0; i < all.length; i++) {
        all[i] = hidden[i][d];
      }
      double mean = Arrays.stream(all).average().orElse(0);
      double variance = Arrays.stream(all).map(v -> (v - mean) * (v - mean)).average().orElse(0);
      if (Math.sqrt(variance) > ACTIVE) {
        units.add(d);
      }
    }
    return units;
  }

  /**
   * How saturated the active units are.
   *
   * @return share of their activations within 0.1 of −1 or 1; 0 without active units
   */
  public double saturated() {
    List<Integer> units = active();
    long near = 0;
    for (double[] h : hidden) {
      for (int d : units) {
        near += Math.abs(h[d]) > 1 - EDGE ? 1 : 0;
      }
    }
    return units.isEmpty() ? 0 : (double) near / ((long) units.size() * hidden.length);
  }

  /**
   * What each state means.
   *
   * @param machine the automaton that was read
   * @return by state
   */
  public List<Assessment.Meaning> meanings(Moore machine) {
    List<Assessment.Meaning> list = new ArrayList<>();
    List<Optional<int[]>> access = machine.accessWords();
    for (int s = 0; s < machine.states(); s++) {
      long visits = 0;
      long pure = 0;
      double[] mean = new double[hidden[0].length];
      for (int i = 0; i < hidden.length; i++) {
        if (states[i] == s) {
          visits++;
          pure += outputs[i] == machine.outputs()[s] ? 1 : 0;
          for (int d = 0; d < mean.length; d++) {
            mean[d] += hidden[i][d];
          }
        }
      }
      list.add(
          new Assessment.Meaning(
              access.get(s).map(machine::text).orElse("unreachable"),
              machine.outputNames().get(machine.outputs()[s]),
              (double) visits / hidden.length,
              visits == 0 ? 1 : (double) pure / visits,
              visits == 0 ? 0 : spread(s, mean, visits),
              Arrays.stream(machine.next()[s]).mapToObj(t -> "q" + t).toList()));
    }
    return list;
  }

  private double spread(int state, double[] sums, long visits) {
    double squares = 0;
    for (int i = 0; i < hidden.length; i++) {
      for (int d = 0; states[i] == state && d < sums.length; d++) {
        double difference = hidden[i][d] - sums[d] / visits;
        squares += difference * difference;
      }
    }
    return Math.sqrt(squares / visits / sums.length);
  }
}
