package org.xai4j.rnn.extraction;

import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.network.SteppedNetwork;

/** Automata to start from. */
final class Hypotheses {
  private Hypotheses() {}

  /** The automaton of one state that always answers as the network does for the empty word. */
  static Moore constant(SteppedNetwork network, Request request) {
    return new Moore(
        request.alphabet(),
        request.outputNames(),
        0,
        new int[] {network.output(network.initial())},
        new int[1][network.symbols()]);
  }
}
