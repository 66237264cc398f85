package org.xai4j.rnn.extraction;

import java.util.Arrays;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * The automaton of a division of the state space: in each region the most frequent output, after
 * each region and symbol the most frequent next region. Where a symbol was never seen in a region,
 * the network takes one step from the first state seen there.
 *
 * @param machine with a state per region
 * @param purity share of the visited states whose output is that of their region
 * @param ambiguity share of the transitions seen that lead elsewhere than most of their region
 */
record Quantised(Moore machine, double purity, double ambiguity) {
  static Quantised build(
      SteppedNetwork network,
      Sample sample,
      StateClusters clusters,
      Request request,
      ExtractionBudget budget) {
    int k = clusters.count();
    int symbols = network.symbols();
    int[] region = new int[sample.hidden().length];
    int[] first = new int[k];
    Arrays.fill(first, -1);
    long[][] outputs = new long[k][network.outputs()];
    for (int i = 0; i < region.length; i++) {
      region[i] = clusters.assign(sample.hidden()[i]);
      outputs[region[i]][sample.outputs()[i]]++;
      if (first[region[i]] < 0) {
        first[region[i]] = i;
      }
    }
    int[] output = new int[k];
    int[][] next = new int[k][symbols];
    for (int[] row : next) {
      Arrays.fill(row, -1);
    }
    long expected = majority(sample, region, k, symbols, next);
    long pure = 0;
    for (int c = 0; c < k; c++) {
      output[c] = largest(outputs[c]);
      pure += outputs[c][output[c]];
      for (int a = 0; a < symbols; a++) {
        if (next[c][a] < 0) {
          // An empty region keeps to itself; nothing leads there.
          next[c][a] =
              first[c] < 0
                  ? c
                  : clusters.assign(
                      network.hidden(budget.step(network, sample.states()[first[c]], a)));
        }
      }
    }
    Moore machine =
        new Moore(request.alphabet(), request.outputNames(), region[0], output, next).numbered();
    return new Quantised(
        machine,
        (double) pure / region.length,
        1 - (double) expected / Math.max(1, sample.moves().length));
  }

  /** Fills in the most frequent next region and counts how often it was the next. */
  private static long majority(Sample sample, int[] region, int k, int symbols, int[][] next) {
    long[] keys = new long[sample.moves().length];
    for (int i = 0; i < keys.length; i++) {
      int[] move = sample.moves()[i];
      keys[i] = ((long) region[move[0]] * symbols + move[1]) * k + region[move[2]];
    }
    Arrays.sort(keys);
    long expected = 0;
    int most = 0;
    for (int from = 0, to; from < keys.length; from = to) {
      for (to = from; to < keys.length && keys[to] == keys[from]; to++) {}
      long source = keys[from] / k;
      boolean anew = from == 0 || keys[from - 1] / k != source;
      if (anew || to - from > most) {
        expected += to - from - (anew ? 0 : most);
        most = to - from;
        next[(int) (source / symbols)][(int) (source % symbols)] = (int) (keys[from] % k);
      }
    }
    return expected;
  }

  private static int largest(long[] counts) {
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      if (counts[i] > counts[best]) {
        best = i;
      }
    }
    return best;
  }
}
