package org.xai4j.rnn.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.xai4j.core.run.SplitRandom;

/** Words drawn at random. */
public final class Words {
  private Words() {}

  /**
   * A word of independent, equally likely symbols.
   *
   * @param symbols number of symbols
   * @param length of the word
   * @param random source of randomness
   * @return the word
   */
  public static int[] uniform(int symbols, int length, SplitRandom random) {
    int[] word = new int[length];
    for (int t = 0; t < length; t++) {
      word[t] = random.nextInt(symbols);
    }
    return word;
  }

  /**
   * Words of one length for which a machine's outputs are as evenly mixed as they can be: outputs
   * take turns, and within an output every word of this length is equally likely.
   *
   * @param machine gives the outputs
   * @param length of the words
   * @param count how many
   * @param random source of randomness
   * @return the words
   */
  public static List<int[]> balanced(Moore machine, int length, int count, SplitRandom random) {
    List<double[][]> paths = new ArrayList<>();
    for (int output = 0; output < machine.outputNames().size(); output++) {
      double[][] ways = ways(machine, length, output);
      if (ways[length][machine.initial()] > 0) {
        paths.add(ways);
      }
    }
    List<int[]> words = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      words.add(walk(machine, length, paths.get(i % paths.size()), random));
    }
    return words;
  }

  /**
   * A word drawn uniformly from those of one length after which a machine has a given output.
   *
   * @param machine gives the outputs
   * @param length of the word
   * @param output wanted
   * @param random source of randomness
   * @return the word, or nothing if there is none
   */
  public static Optional<int[]> withOutput(
      Moore machine, int length, int output, SplitRandom random) {
    double[][] ways = ways(machine, length, output);
    return ways[length][machine.initial()] > 0
        ? Optional.of(walk(machine, length, ways, random))
        : Optional.empty();
  }

  /**
   * The share of each state's words of each length that end in an output: [length][state]. Shares,
   * not counts, so that long words do not overflow.
   */
  private static double[][] ways(Moore machine, int length, int output) {
    int[][] next = machine.next();
    double[][] ways = new double[length + 1][machine.states()];
    for (int s = 0; s < machine.states(); s++) {
      ways[0][s] = machine.outputs()[s] == output ? 1 : 0;
    }
    for (int n = 1; n <= length; n++) {
      double largest = 0;
      for (int s = 0; s < machine.states(); s++) {
        for (int t : next[s]) {
          ways[n][s] += ways[n - 1][t];
        }
        largest = Math.max(largest, ways[n][s]);
      }
      for (int s = 0; s < machine.states() && largest > 0; s++) {
        ways[n][s] /= largest;
      }
    }
    return ways;
  }

  private static int[] walk(Moore machine, int length, double[][] ways, SplitRandom random) {
    int[][] next = machine.next();
    int[] word = new int[length];
    int state = machine.initial();
    for (int t = 0; t < length; t++) {
      double[] after = ways[length - 1 - t];
      double total = 0;
      for (int to : next[state]) {
        total += after[to];
      }
      double u = random.nextDouble() * total;
      int chosen = -1;
      for (int a = 0; a < next[state].length; a++) {
        double share = after[next[state][a]];
        if (share > 0) {
          chosen = a;
          u -= share;
          if (u < 0) {
            break;
          }
        }
      }
      word[t] = chosen;
      state = next[state][chosen];
    }
    return word;
  }
}
