package org.xai4j.benchmarks.p300;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xai4j.core.data.eeg.Speller;
import org.xai4j.core.signal.Epochs;

/**
 * How well characters are spelt when scores of single epochs are added up over repetitions: a
 * character is where the row and the column with the largest mean score cross.
 *
 * @param repetitions how many flashes of each row and column were added up
 * @param accuracy share of the characters that are right
 * @param bits information transfer rate in bits per minute
 */
public record Spelling(int repetitions, double accuracy, double bits) {
  /** Seconds per flash, and per character between them, for the transfer rate. */
  private static final double FLASH = 0.175;

  private static final double PAUSE = 2.5;

  /**
   * Spells with growing numbers of repetitions.
   *
   * @param epochs with codes; a block is a character
   * @param scores one per epoch, larger for targets
   * @return one per number of repetitions
   */
  public static List<Spelling> of(Epochs epochs, double[] scores) {
    Map<Integer, List<Integer>> blocks = new HashMap<>();
    for (int i = 0; i < scores.length; i++) {
      blocks.computeIfAbsent(epochs.epochs().get(i).block(), k -> new ArrayList<>()).add(i);
    }
    int most = blocks.values().stream().mapToInt(b -> most(epochs, b)).max().orElse(0);
    List<Spelling> all = new ArrayList<>();
    for (int r = 1; r <= most; r++) {
      int limit = r;
      double right = blocks.values().stream().filter(b -> right(epochs, scores, b, limit)).count();
      double accuracy = right / blocks.size();
      all.add(new Spelling(r, accuracy, bits(accuracy) * 60 / (r * Speller.CODES * FLASH + PAUSE)));
    }
    return all;
  }

  private static int most(Epochs epochs, List<Integer> block) {
    int[] count = new int[Speller.CODES + 1];
    int most = 0;
    for (int i : block) {
      most = Math.max(most, ++count[epochs.epochs().get(i).code()]);
    }
    return most;
  }

  private static boolean right(Epochs epochs, double[] scores, List<Integer> block, int limit) {
    double[] sum = new double[Speller.CODES + 1];
    int[] count = new int[Speller.CODES + 1];
    boolean[] target = new boolean[Speller.CODES + 1];
    for (int i : block) {
      int code = epochs.epochs().get(i).code();
      target[code] |= epochs.epochs().get(i).target();
      if (count[code] < limit) {
        sum[code] += scores[i];
        count[code]++;
      }
    }
    int column = best(sum, count, 1);
    int row = best(sum, count, Speller.SIDE + 1);
    return column > 0 && row > 0 && target[column] && target[row];
  }

  private static int best(double[] sum, int[] count, int from) {
    int best = 0;
    for (int code = from; code < from + Speller.SIDE; code++) {
      boolean better =
          count[code] > 0 && (best == 0 || sum[code] / count[code] > sum[best] / count[best]);
      best = better ? code : best;
    }
    return best;
  }

  /**
   * Bits per character (Wolpaw et al. 2002, doi:10.1016/S1388-2457(02)00057-3): log₂N + P·log₂P +
   * (1 − P)·log₂((1 − P)/(N − 1)) for N = 36; 0 below chance.
   *
   * @param accuracy P
   * @return from 0 to 5.17
   */
  public static double bits(double accuracy) {
    double n = Speller.CHARACTERS.length();
    if (accuracy <= 1 / n) {
      return 0;
    }
    double log2 = Math.log(2);
    double bits = Math.log(n) / log2 + accuracy * Math.log(accuracy) / log2;
    return accuracy < 1 ? bits + (1 - accuracy) * Math.log((1 - accuracy) / (n - 1)) / log2 : bits;
  }
}
