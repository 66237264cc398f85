package org.xai4j.rnn.language;

/**
 * Which symbols of a word decide a machine's output: a truth for the relevance of symbols, exact
 * because the machine is known.
 */
public final class Decisive {
  private Decisive() {}

  /**
   * What each symbol contributes when symbols become known one after another. With ρ(q, m) the
   * share of the words of length m that lead from state q to the whole word's output, symbol t of n
   * contributes ρ(qₜ, n − t) − ρ(qₜ₋₁, n − t + 1). These are the symbols' asymmetric Shapley values
   * for the order of time and uniformly distributed absent symbols (Frye, Rowat, Feige 2020,
   * "Asymmetric Shapley values", NeurIPS); they add up to 1 − ρ(q₀, n), and are 0 where the symbol
   * leaves the acceptance of what may still come as it was.
   *
   * @param machine gives the outputs
   * @param word symbols
   * @return a contribution for each symbol, in [−1, 1]
   */
  public static double[] changes(Moore machine, int... word) {
    int[][] next = machine.next();
    int[] outputs = machine.outputs();
    int output = machine.output(word);
    double[][] share = new double[word.length + 1][machine.states()];
    for (int s = 0; s < machine.states(); s++) {
      share[0][s] = outputs[s] == output ? 1 : 0;
    }
    for (int m = 1; m <= word.length; m++) {
      for (int s = 0; s < machine.states(); s++) {
        for (int to : next[s]) {
          share[m][s] += share[m - 1][to] / machine.symbols();
        }
      }
    }
    double[] changes = new double[word.length];
    int state = machine.initial();
    for (int t = 0; t < word.length; t++) {
      double before = share[word.length - t][state];
      state = next[state][word[t]];
      changes[t] = share[word.length - t - 1][state] - before;
    }
    return changes;
  }

  /**
   * Symbols whose replacement by some other symbol, with the rest as it is, changes the output: the
   * pivotal positions, whose share is the word's sensitivity (O'Donnell 2014, "Analysis of Boolean
   * functions", section 2.2).
   *
   * @param machine gives the outputs
   * @param word symbols
   * @return whether each symbol is pivotal
   */
  public static boolean[] pivotal(Moore machine, int... word) {
    int output = machine.output(word);
    boolean[] pivotal = new boolean[word.length];
    int[] changed = word.clone();
    for (int t = 0; t < word.length; t++) {
      for (int a = 0; a < machine.symbols(); a++) {
        changed[t] = a;
        pivotal[t] |= machine.output(changed) != output;
      }
      changed[t] = word[t];
    }
    return pivotal;
  }
}
