package org.xai4j.rnn.language;

import java.util.Optional;
import net.automatalib.alphabet.Alphabet;
import net.automatalib.alphabet.impl.Alphabets;
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
    return Alphabets.integers(0, machine.symbols() - 1);
  }

  static <S> Moore machine(Moore like, MooreMachine<S, Integer, ?, Integer> found) {
    java.util.Map<S, Integer> place = new java.util.HashMap<>();
    for (S state : found.getStates()) {
      place.put(state, place.size());
    }
    int[] outputs = new int[place.size()];
    int[][] next = new int[place.size()][like.symbols()];
    place.forEach(
        (state, i) -> {
          outputs[i] = found.getStateOutput(state);
          for (int a = 0; a < like.symbols(); a++) {
            next[i][a] = java.util.Objects.requireNonNull(place.get(found.getSuccessor(state, a)));
          }
        });
    int initial = java.util.Objects.requireNonNull(place.get(found.getInitialState()));
    return new Moore(like.alphabet(), like.outputNames(), initial, outputs, next);
  }

  static Moore minimal(Moore machine) {
    Moore trimmed = machine.numbered();
    CompactMoore<Integer, Integer> small = new CompactMoore<>(alphabet(trimmed));
    return machine(machine, Automata.minimize(compact(trimmed), alphabet(trimmed), small));
  }

  static Optional<int[]> difference(Moore one, Moore other) {
    Word<Integer> word =
        Automata.findShortestSeparatingWord(compact(one), compact(other), alphabet(one));
    return word == null
        ? Optional.empty()
        : Optional.of(word.stream().mapToInt(Integer::intValue).toArray());
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
