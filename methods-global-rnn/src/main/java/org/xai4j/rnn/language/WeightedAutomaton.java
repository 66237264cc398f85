package org.xai4j.rnn.language;

import java.util.Arrays;
import java.util.List;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.run.InputException;

/**
 * A weighted automaton over the real numbers: it gives every word a score for each output, s(w) =
 * αᵀ A[w₁] ⋯ A[wₙ] B. Its states are vectors, so it can have infinitely many where a {@link Moore}
 * machine has finitely many.
 *
 * @param alphabet names of the symbols
 * @param outputNames names of the outputs
 * @param initial α, the state of the empty word [rank]
 * @param transitions A, by symbol [symbols][rank][rank]
 * @param last B, from states to scores [rank][outputs]
 */
public record WeightedAutomaton(
    List<String> alphabet,
    List<String> outputNames,
    double[] initial,
    double[][][] transitions,
    double[][] last) {
  /** Copies the lists and checks the sizes. */
  public WeightedAutomaton {
    alphabet = List.copyOf(alphabet);
    outputNames = List.copyOf(outputNames);
    int rank = initial.length;
    InputException.check(
        transitions.length == alphabet.size()
            && Arrays.stream(transitions)
                .allMatch(
                    a -> a.length == rank && Arrays.stream(a).allMatch(row -> row.length == rank)),
        "A weighted automaton needs a square matrix of its rank for each symbol.");
    int outputs = outputNames.size();
    InputException.check(
        last.length == rank && Arrays.stream(last).allMatch(row -> row.length == outputs),
        "A weighted automaton needs a weight for each dimension and output.");
  }

  /**
   * Dimensions of a state.
   *
   * @return at least 0
   */
  public int rank() {
    return initial.length;
  }

  /**
   * The state after one more symbol.
   *
   * @param state [rank], not modified
   * @param symbol from 0
   * @return a new array
   */
  public double[] step(double[] state, int symbol) {
    return product(state, transitions[symbol], rank());
  }

  /**
   * The scores of a state.
   *
   * @param state [rank]
   * @return [outputs]
   */
  public double[] scores(double[] state) {
    return product(state, last, outputNames.size());
  }

  /**
   * The output of a state.
   *
   * @param state [rank]
   * @return the first with the largest score
   */
  public int output(double[] state) {
    return Numeric.argmax(scores(state));
  }

  private static double[] product(double[] x, double[][] matrix, int width) {
    double[] y = new double[width];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < width; j++) {
        y[j] += x[i] * matrix[i][j];
      }
    }
    return y;
  }
}
