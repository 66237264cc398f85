package org.xai4j.rnn.extraction;

import org.xai4j.rnn.network.SteppedNetwork;

/**
 * A method that finds the automaton a network computes. An extractor is a record with {@link
 * org.xai4j.core.registry.Info} whose components are its parameters, made known by a {@code
 * ServiceLoader} entry.
 */
public interface Extractor {
  /**
   * Extracts an automaton.
   *
   * @param network read symbol by symbol, never modified
   * @param request names, seed and limits
   * @return the automaton; when a limit ends the method, what it had by then
   * @throws org.xai4j.core.run.InputException if the names do not fit the network
   */
  Extraction extract(SteppedNetwork network, Request request);
}
