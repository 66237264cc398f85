package org.xai4j.rnn.language;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.automatalib.alphabet.Alphabet;
import net.automatalib.alphabet.impl.Alphabets;
import net.automatalib.automaton.fsa.DFA;
import net.automatalib.automaton.transducer.MooreMachine;
import org.xai4j.core.run.InputException;

/**
 * A complete deterministic Moore machine: after every word it is in one state, and every state has
 * an output. A deterministic finite acceptor is a Moore machine with the outputs "reject" and
 * "accept". Symbols, states and outputs are numbered from 0.
 *
 * @param alphabet names of the symbols
 * @param outputNames names of the outputs
 * @param initial the state of the empty word
 * @param outputs output of each state
 * @param next the state after each state and symbol [states][symbols]
 */
public record Moore(
    List<String> alphabet, List<String> outputNames, int initial, int[] outputs, int[][] next) {
  /** Names of an acceptor's outputs. */
  public static final List<String> ACCEPTANCE = List.of("reject", "accept");

  /** Copies everything and checks that the machine is complete. */
  public Moore {
    alphabet = List.copyOf(alphabet);
    outputNames = List.copyOf(outputNames);
    outputs = outputs.clone();
    next = Arrays.stream(next).map(int[]::clone).toArray(int[][]::new);
    InputException.check(!alphabet.isEmpty(), "An automaton needs at least one symbol.");
    InputException.check(
        outputs.length > 0 && next.length == outputs.length,
        "An automaton needs an output and transitions for each of its states.");
    InputException.check(
        initial >= 0 && initial < outputs.length, "The initial state %d does not exist.", initial);
    for (int s = 0; s < outputs.length; s++) {
      InputException.check(
          next[s].length == alphabet.size(), "State %d lacks transitions for some symbol.", s);
      InputException.check(
          outputs[s] >= 0 && outputs[s] < outputNames.size(),
          "State %d has the unknown output %d.",
          s,
          outputs[s]);
      for (int t : next[s]) {
        InputException.check(
            t >= 0 && t < outputs.length,
            "State %d leads to state %d, which does not exist.",
            s,
            t);
      }
    }
  }

  /**
   * An acceptor.
   *
   * @param alphabet names of the symbols
   * @param initial the state of the empty word
   * @param accepting whether each state accepts
   * @param next the state after each state and symbol
   * @return the machine
   */
  public static Moore acceptor(
      List<String> alphabet, int initial, boolean[] accepting, int[][] next) {
    int[] outputs = new int[accepting.length];
    for (int s = 0; s < outputs.length; s++) {
      outputs[s] = accepting[s] ? 1 : 0;
    }
    return new Moore(alphabet, ACCEPTANCE, initial, outputs, next);
  }

  /**
   * Number of states.
   *
   * @return at least 1
   */
  public int states() {
    return outputs.length;
  }

  /**
   * Number of symbols.
   *
   * @return at least 1
   */
  public int symbols() {
    return alphabet.size();
  }

  /**
   * Whether this is an acceptor.
   *
   * @return true if the outputs are {@link #ACCEPTANCE}
   */
  public boolean accepts() {
    return outputNames.equals(ACCEPTANCE);
  }

  /**
   * The state after a word.
   *
   * @param word symbols
   * @return the state reached from the initial one
   */
  public int run(int... word) {
    int state = initial;
    for (int symbol : word) {
      state = next[state][symbol];
    }
    return state;
  }

  /**
   * The output after a word.
   *
   * @param word symbols
   * @return for acceptors 1 if the word is accepted
   */
  public int output(int... word) {
    return outputs[run(word)];
  }

  /**
   * The smallest machine with the same outputs (Hopcroft 1971, by AutomataLib), its states numbered
   * in the order in which a breadth-first search meets them.
   *
   * @return a machine that is equal for all equivalent machines
   */
  public Moore minimal() {
    return AutomataBridge.minimal(this).numbered();
  }

  /**
   * This machine's reachable states, numbered in the order of a breadth-first search.
   *
   * @return an equivalent machine whose initial state is 0
   */
  public Moore numbered() {
    int[] order = reachable();
    int[] place = new int[states()];
    for (int i = 0; i < order.length; i++) {
      place[order[i]] = i;
    }
    int[] newOutputs = new int[order.length];
    int[][] newNext = new int[order.length][symbols()];
    for (int i = 0; i < order.length; i++) {
      newOutputs[i] = outputs[order[i]];
      for (int a = 0; a < symbols(); a++) {
        newNext[i][a] = place[next[order[i]][a]];
      }
    }
    return new Moore(alphabet, outputNames, 0, newOutputs, newNext);
  }

  /**
   * A shortest word after which two machines give different outputs.
   *
   * @param other over as many symbols
   * @return the word, or nothing if the machines are equivalent
   * @throws InputException if the alphabets differ in size
   */
  public Optional<int[]> difference(Moore other) {
    InputException.check(
        symbols() == other.symbols(),
        "Automata over %d and %d symbols cannot be compared.",
        symbols(),
        other.symbols());
    return AutomataBridge.difference(this, other);
  }

  /**
   * A shortest word after which two states give different outputs.
   *
   * @param one a state
   * @param other a state
   * @return the word, or nothing if the states are equivalent
   */
  public Optional<int[]> separating(int one, int other) {
    return new Moore(alphabet, outputNames, one, outputs, next)
        .difference(new Moore(alphabet, outputNames, other, outputs, next));
  }

  /**
   * Words that tell all states apart that differ at all (a characterising set).
   *
   * @return at least the empty word
   */
  public List<int[]> separatingWords() {
    return AutomataBridge.characterising(this);
  }

  /**
   * The numbers of symbols as AutomataLib's alphabet.
   *
   * @param symbols how many
   * @return 0 to symbols − 1
   */
  public static Alphabet<Integer> numbers(int symbols) {
    return Alphabets.integers(0, symbols - 1);
  }

  /**
   * A machine of AutomataLib.
   *
   * @param alphabet names of the symbols, which are numbers there
   * @param outputNames names of the outputs
   * @param machine complete
   * @return the same machine
   */
  public static Moore of(
      List<String> alphabet,
      List<String> outputNames,
      MooreMachine<?, Integer, ?, Integer> machine) {
    return AutomataBridge.of(alphabet, outputNames, machine);
  }

  /**
   * An acceptor of AutomataLib.
   *
   * @param alphabet names of the symbols, which are numbers there
   * @param outputNames names of rejection and acceptance
   * @param acceptor complete
   * @return the same acceptor
   */
  public static Moore of(
      List<String> alphabet, List<String> outputNames, DFA<?, Integer> acceptor) {
    return AutomataBridge.of(alphabet, outputNames, acceptor);
  }

  /**
   * A shortest word to each state.
   *
   * @return words by state; nothing for states that cannot be reached
   */
  public List<Optional<int[]>> accessWords() {
    List<Optional<int[]>> words = new ArrayList<>();
    for (int s = 0; s < states(); s++) {
      words.add(Optional.empty());
    }
    words.set(initial, Optional.of(new int[0]));
    for (int state : reachable()) {
      int[] word = words.get(state).orElseThrow();
      for (int a = 0; a < symbols(); a++) {
        if (words.get(next[state][a]).isEmpty()) {
          int[] longer = Arrays.copyOf(word, word.length + 1);
          longer[word.length] = a;
          words.set(next[state][a], Optional.of(longer));
        }
      }
    }
    return words;
  }

  /**
   * Number of states of the smallest Mealy machine, whose outputs belong to the transitions: states
   * that differ in their own output alone count once.
   *
   * @return at most the number of states of {@link #minimal()}
   */
  public int mealyStates() {
    return AutomataBridge.mealyStates(this);
  }

  /**
   * A word as text.
   *
   * @param word symbols
   * @return the symbols' names, without gaps if each is one letter; ε for the empty word
   */
  public String text(int... word) {
    if (word.length == 0) {
      return "ε";
    }
    String gap = alphabet.stream().allMatch(name -> name.length() == 1) ? "" : " ";
    return String.join(gap, Arrays.stream(word).mapToObj(alphabet::get).toList());
  }

  /** The reachable states in the order of a breadth-first search. */
  private int[] reachable() {
    boolean[] seen = new boolean[states()];
    List<Integer> order = new ArrayList<>();
    ArrayDeque<Integer> open = new ArrayDeque<>();
    open.add(initial);
    seen[initial] = true;
    while (!open.isEmpty()) {
      int state = open.remove();
      order.add(state);
      for (int t : next[state]) {
        if (!seen[t]) {
          seen[t] = true;
          open.add(t);
        }
      }
    }
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Moore m
        && alphabet.equals(m.alphabet)
        && outputNames.equals(m.outputNames)
        && initial == m.initial
        && Arrays.equals(outputs, m.outputs)
        && Arrays.deepEquals(next, m.next);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(outputs) + Arrays.deepHashCode(next);
  }
}
