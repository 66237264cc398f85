package org.xai4j.rnn.extraction;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.language.WeightedAutomaton;

/**
 * An automaton out of a network.
 *
 * @param raw as the method found it, numbered from its initial state
 * @param machine minimised
 * @param weighted the weighted automaton it was made from, if the method found one
 * @param complete whether the method ended by itself, not by a limit
 * @param stopped why it ended, for people
 * @param steps symbols read by the network
 * @param queries words the network was asked for
 * @param counterexamples words that refuted a hypothesis
 * @param seconds wall-clock time
 * @param figures what else the method tells, by name
 */
public record Extraction(
    Moore raw,
    Moore machine,
    Optional<WeightedAutomaton> weighted,
    boolean complete,
    String stopped,
    long steps,
    long queries,
    int counterexamples,
    double seconds,
    Map<String, Double> figures) {
  /** Copies the figures, keeping their order. */
  public Extraction {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
  }
}
