package org.xai4j.rnn.extraction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * States a network visits on random words. Lengths are geometric; in every second word the symbols
 * have random frequencies, so that long runs occur.
 *
 * @param states full states, the initial one first
 * @param hidden their hidden units
 * @param outputs their outputs
 * @param moves transitions seen: {state, symbol, next state} as places in the lists
 */
record Sample(double[][] states, double[][] hidden, int[] outputs, int[][] moves) {
  private static final double MEAN_LENGTH = 15;

  static int[] word(int symbols, double meanLength, boolean uneven, SplitRandom random) {
    int length = (int) (-Math.log(1 - random.nextDouble()) * meanLength);
    double[] weights = new double[symbols];
    double sum = 0;
    for (int a = 0; a < symbols; a++) {
      weights[a] = uneven ? Math.pow(random.nextDouble(), 3) + 1e-3 : 1;
      sum += weights[a];
    }
    int[] word = new int[length];
    for (int t = 0; t < length; t++) {
      double u = random.nextDouble() * sum;
      int a = 0;
      while (a < symbols - 1 && u >= weights[a]) {
        u -= weights[a++];
      }
      word[t] = a;
    }
    return word;
  }

  static Sample draw(
      SteppedNetwork network, int size, SplitRandom random, ExtractionBudget budget) {
    List<double[]> states = new ArrayList<>();
    List<int[]> moves = new ArrayList<>();
    states.add(network.initial());
    // Every symbol is seen from the start, whatever the size.
    for (int a = 0; a < network.symbols(); a++) {
      moves.add(new int[] {0, a, states.size()});
      states.add(budget.step(network, states.get(0), a));
    }
    for (int w = 0; states.size() < size; w++) {
      int at = 0;
      for (int symbol : word(network.symbols(), MEAN_LENGTH, w % 2 == 1, random)) {
        moves.add(new int[] {at, symbol, states.size()});
        states.add(budget.step(network, states.get(at), symbol));
        at = states.size() - 1;
      }
      if (w > 20 * size) {
        break;
      }
    }
    double[][] all = states.toArray(double[][]::new);
    return new Sample(
        all,
        Arrays.stream(all).map(network::hidden).toArray(double[][]::new),
        Arrays.stream(all).mapToInt(network::output).toArray(),
        moves.toArray(int[][]::new));
  }
}
