package org.xai4j.core.explanation;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xai4j.core.run.Provenance;

/**
 * What a recurrent network computes, as a deterministic automaton: after every word it is in one
 * state, and every state has an output. An acceptor has the outputs "reject" and "accept".
 *
 * @param alphabet names of the symbols
 * @param outputNames names of the outputs
 * @param initial the state of the empty word
 * @param outputs output of each state
 * @param transitions the state after each state and symbol [states][symbols]
 * @param figures how well it describes the network and what it cost, by name
 * @param provenance how it was made
 */
public record Automaton(
    List<String> alphabet,
    List<String> outputNames,
    int initial,
    int[] outputs,
    int[][] transitions,
    Map<String, Double> figures,
    Provenance provenance)
    implements Explanation {
  /** Copies everything. */
  public Automaton {
    alphabet = List.copyOf(alphabet);
    outputNames = List.copyOf(outputNames);
    outputs = outputs.clone();
    transitions = Arrays.stream(transitions).map(int[]::clone).toArray(int[][]::new);
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }
}
