package org.xai4j.rnn.network;

import org.xai4j.core.array.Numeric;

/**
 * A recurrent network as a machine that reads one symbol after another: it starts in a state, each
 * symbol takes it to the next, and every state has an output. Implementations are thread-safe.
 */
public interface SteppedNetwork {
  /**
   * Number of symbols.
   *
   * @return at least 1
   */
  int symbols();

  /**
   * Number of outputs it chooses from.
   *
   * @return at least 1
   */
  int outputs();

  /**
   * The state before the first symbol.
   *
   * @return a new array
   */
  double[] initial();

  /**
   * The state after one more symbol.
   *
   * @param state as {@link #initial()} or this method gave it; not modified
   * @param symbol from 0
   * @return a new array
   */
  double[] step(double[] state, int symbol);

  /**
   * A score for each output.
   *
   * @param state any
   * @return logits [outputs]
   */
  double[] scores(double[] state);

  /**
   * The part of a state that is compared and drawn: the hidden units without an LSTM's cells.
   *
   * @param state any
   * @return hidden activations
   */
  double[] hidden(double[] state);

  /**
   * SHA-256 of the weights.
   *
   * @return 64 hexadecimal digits
   */
  String hash();

  /**
   * The output of a state.
   *
   * @param state any
   * @return the first with the largest score
   */
  default int output(double[] state) {
    return Numeric.argmax(scores(state));
  }

  /**
   * The state after a word.
   *
   * @param word symbols
   * @return the state reached from the initial one
   */
  default double[] run(int... word) {
    double[] state = initial();
    for (int symbol : word) {
      state = step(state, symbol);
    }
    return state;
  }

  /**
   * The output after a word.
   *
   * @param word symbols
   * @return for acceptors 1 if the word is accepted
   */
  default int answer(int... word) {
    return output(run(word));
  }
}
