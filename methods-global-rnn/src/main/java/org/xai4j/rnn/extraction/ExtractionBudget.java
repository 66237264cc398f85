package org.xai4j.rnn.extraction;

import org.xai4j.rnn.network.SteppedNetwork;

/** Counts what an extraction uses and ends it when a limit is reached. Used by one thread. */
final class ExtractionBudget {
  private final Limits limits;
  private final long start = System.nanoTime();
  private long steps;
  private long queries;
  private int counterexamples;

  ExtractionBudget(Limits limits) {
    this.limits = limits;
  }

  /** Ends an extraction from wherever it is; its message says which limit was reached. */
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Exhausted(String message) {
      super(message, null, false, false);
    }
  }

  double[] step(SteppedNetwork network, double[] state, int symbol) {
    if (++steps % 64 == 0) {
      check();
    }
    return network.step(state, symbol);
  }

  /** The output after a word. */
  int answer(SteppedNetwork network, int[] word) {
    queries++;
    double[] state = network.initial();
    for (int symbol : word) {
      state = step(network, state, symbol);
    }
    return network.output(state);
  }

  void check() {
    if (seconds() > limits.seconds()) {
      throw new Exhausted("the time limit");
    }
    if (steps > limits.steps()) {
      throw new Exhausted("the limit on steps");
    }
  }

  void states(int states) {
    if (states > limits.states()) {
      throw new Exhausted("the limit on states");
    }
  }

  void query() {
    queries++;
  }

  void counterexample() {
    counterexamples++;
  }

  int stateLimit() {
    return limits.states();
  }

  long steps() {
    return steps;
  }

  long queries() {
    return queries;
  }

  int counterexamples() {
    return counterexamples;
  }

  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }
}
