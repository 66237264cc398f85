package org.xai4j.rnn.extraction;

/** How a hypothesis is put to the test. */
public enum Equivalence {
  /** Random words, in every second one with random frequencies of the symbols. */
  RANDOM_WORDS,
  /**
   * The randomised Wp-method: a word to a random state, random symbols, and a word that tells the
   * state reached from others (Fujiwara et al. 1991; Smeenk et al. 2015).
   */
  RANDOM_WP,
  /**
   * Words through the transitions of the hypothesis that were tested least, then random symbols.
   */
  COVERAGE,
  /**
   * Abstraction of the network's state space, refined where it conflicts with the hypothesis
   * (Weiss, Goldberg and Yahav 2018, "Extracting automata from recurrent neural networks using
   * queries and counterexamples", ICML). Ends when hypothesis and abstraction agree.
   */
  WEISS
}
