package org.xai4j.rnn.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToIntFunction;
import net.automatalib.alphabet.Alphabet;
import net.automatalib.automaton.DeterministicAutomaton;
import net.automatalib.automaton.fsa.DFA;
import net.automatalib.automaton.transducer.MooreMachine;
import net.automatalib.automaton.transducer.impl.CompactMealy;
import net.automatalib.automaton.transducer.impl.CompactMoore;
import net.automatalib.util.automaton.Automata;
import net.automatalib.util.automaton.minimizer.HopcroftMinimizer;
import net.automatalib.word.Word;

/** Machines to AutomataLib and back. */
final class AutomataBridge {
  private AutomataBridge() {}

  private static CompactMoore<Integer, Integer> compact(Moore machine) {
    CompactMoore<Integer, Integer> compact = new CompactMoore<>(alphabet(machine));
    for (int s = 0; s < machine.states(); s++) {
      compact.addState(machine.outputs()[s]);
    }
    compact.setInitialState(machine.initial());
    int[][] next = machine.next();
    for (int s = 0; s < next.length; s++) {
      for (int a = 0; a < next[s].length; a++) {
        compact.setTransition((Integer) s, (Integer) a, (Integer) next[s][a], null);
      }
    }
    return compact;
  }

  private static Alphabet<Integer> alphabet(Moore machine) {
    return Moore.numbers(machine.symbols());
  }

  static <S> Moore of(
      List<String> alphabet, List<String> outputNames, MooreMachine<S, Integer, ?, Integer> found) {
    return of(alphabet, outputNames, found, found::getStateOutput);
  }

  static <S> Moore of(List<String> alphabet, List<String> outputNames, DFA<S, Integer> found) {
    return of(alphabet, outputNames, found, state -> found.isAccepting(state) ? 1 : 0);
  }

  private static <S, A extends DeterministicAutomaton<S, Integer, ?>> Moore of(
      List<String> alphabet, List<String> outputNames, A found, ToIntFunction<S> output) {
    Map<S, Integer> place = new LinkedHashMap<>();
    for (S state : found.getStates()) {
      place.put(state, place.size());
    }
    int[] outputs = new int[place.size()];
    int[][] next = new int[place.size()][alphabet.size()];
    place.forEach(
        (state, i) -> {
          outputs[i] = output.applyAsInt(state);
          for (int a = 0; a < alphabet.size(); a++) {
            next[i][a] = Objects.requireNonNull(place.get(found.getSuccessor(state, a)));
          }
        });
    int initial = Objects.requireNonNull(place.get(found.getInitialState()));
    return new Moore(alphabet, outputNames, initial, outputs, next);
  }

  static Moore minimal(Moore machine) {
    Moore trimmed = machine.numbered();
    CompactMoore<Integer, Integer> small = new CompactMoore<>(alphabet(trimmed));
    return of(
        machine.alphabet(),
        machine.outputNames(),
        Automata.minimize(compact(trimmed), alphabet(trimmed), small));
  }

  static Optional<int[]> difference(Moore one, Moore other) {
    Word<Integer> word =
        Automata.findShortestSeparatingWord(compact(one), compact(other), alphabet(one));
    return word == null
        ? Optional.empty()
        : Optional.of(word.stream().mapToInt(Integer::intValue).toArray());
  }

  static List<int[]> characterising(Moore machine) {
    List<int[]> words = new ArrayList<>();
    words.add(new int[0]);
    for (Word<Integer> word : Automata.characterizingSet(compact(machine), alphabet(machine))) {
      if (!word.isEmpty()) {
        words.add(word.stream().mapToInt(Integer::intValue).toArray());
      }
    }
    return words;
  }

  static int mealyStates(Moore machine) {
    Moore trimmed = machine.numbered();
    CompactMealy<Integer, Integer> mealy = new CompactMealy<>(alphabet(trimmed));
    for (int s = 0; s < trimmed.states(); s++) {
      mealy.addState();
    }
    mealy.setInitialState(trimmed.initial());
    int[][] next = trimmed.next();
    int[] outputs = trimmed.outputs();
    for (int s = 0; s < next.length; s++) {
      for (int a = 0; a < next[s].length; a++) {
        mealy.setTransition(
            (Integer) s, (Integer) a, (Integer) next[s][a], (Integer) outputs[next[s][a]]);
      }
    }
    return HopcroftMinimizer.minimizeMealy(mealy, alphabet(trimmed)).size();
  }
}
