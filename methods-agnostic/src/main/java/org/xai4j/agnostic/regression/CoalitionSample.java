package org.xai4j.agnostic.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.run.SplitRandom;

/**
 * Coalitions of features with the weights of the Shapley kernel, (g − 1)/(C(g, s)·s·(g − s)) for
 * coalitions of s of g features. Sizes s and g − s are taken together, the smallest first, as long
 * as their share of the draws would cover all their coalitions; what is left of the budget is drawn
 * from the remaining sizes, whose total weight the draws share. Drawn by their leverage in the
 * regression, which is that of their size, 1/C(g, s), all sizes are as likely and the weights even
 * out the difference.
 *
 * @param coalitions [n]: sets of groups as bits
 * @param weights [n]: positive, adding up to 1
 */
public record CoalitionSample(long[][] coalitions, double[] weights) {
  /** The golden ratio's fraction: its multiples lie evenly in [0, 1) modulo 1. */
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  /** By what coalitions are drawn. */
  public enum Draw {
    /** In proportion to their weight. */
    KERNEL,
    /** In proportion to their leverage (Musco and Witter 2025, arXiv:2410.01917). */
    LEVERAGE;

    /** How likely a size is, up to a factor. */
    private double likely(int groups, int s) {
      return this == KERNEL ? sizeWeight(groups, s) : 1;
    }
  }

  /**
   * Draws coalitions of 1 to g − 1 features.
   *
   * @param groups g
   * @param samples the budget
   * @param paired whether each drawn coalition comes with its complement
   * @param draw by what they are drawn
   * @param random the stream
   * @return as many different ones as the budget has, or all
   */
  public static CoalitionSample draw(
      int groups, int samples, boolean paired, Draw draw, SplitRandom random) {
    List<long[]> sets = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    double total = 0;
    for (int s = 1; s < groups; s++) {
      total += sizeWeight(groups, s);
    }
    int left = samples;
    int smallest = 1;
    double rest = 1;
    double open = 0;
    for (int s = 1; s < groups; s++) {
      open += draw.likely(groups, s);
    }
    while (2 * smallest <= groups) {
      int s = smallest;
      boolean middle = 2 * s == groups;
      double count = binomial(groups, s);
      double both = middle ? count : 2 * count;
      double likely = draw.likely(groups, s) * (middle ? 1 : 2);
      // A size that the budget only just covers would leave few draws for all the weight behind it.
      if (both > left * likely / open * (1 + 1e-9)) {
        break;
      }
      open -= likely;
      double each = sizeWeight(groups, s) / total / count;
      enumerate(groups, s, sets);
      if (!middle) {
        int from = sets.size() - (int) count;
        for (int i = from; i < from + (int) count; i++) {
          sets.add(complement(sets.get(i), groups));
        }
      }
      while (weights.size() < sets.size()) {
        weights.add(each);
      }
      rest -= each * both;
      left -= (int) both;
      smallest++;
    }
    if (2 * smallest <= groups && left > 0) {
      sample(groups, smallest, left, rest, paired, draw, random, sets, weights);
    }
    double[] w = weights.stream().mapToDouble(d -> d).toArray();
    double sum = Arrays.stream(w).sum();
    for (int i = 0; i < w.length; i++) {
      w[i] /= sum;
    }
    return new CoalitionSample(sets.toArray(new long[0][]), w);
  }

  /** Weight of all coalitions of one size together, up to a factor. */
  private static double sizeWeight(int groups, int s) {
    return (groups - 1.0) / ((double) s * (groups - s));
  }

  private static double binomial(int n, int k) {
    double value = 1;
    for (int i = 1; i <= k; i++) {
      value = value * (n - k + i) / i;
    }
    return Math.rint(value);
  }

  private static void sample(
      int groups,
      int smallest,
      int budget,
      double weight,
      boolean paired,
      Draw draw,
      SplitRandom random,
      List<long[]> sets,
      List<Double> weights) {
    double[] cumulative = new double[groups];
    for (int s = 1; s < groups; s++) {
      boolean open = s >= smallest && s <= groups - smallest;
      cumulative[s] = cumulative[s - 1] + (open ? draw.likely(groups, s) : 0);
    }
    // Sets drawn twice are scored once, with twice the weight.
    Map<List<Long>, Integer> place = new HashMap<>();
    List<Integer> counts = new ArrayList<>();
    int first = sets.size();
    int drawn = 0;
    int[] order = new int[groups];
    for (int i = 0; i < groups; i++) {
      order[i] = i;
    }
    double start = random.nextDouble();
    for (long attempt = 0; sets.size() - first < budget && attempt < 4L * budget; attempt++) {
      double u = (start + attempt * GOLDEN) % 1 * cumulative[groups - 1];
      int s = smallest;
      while (cumulative[s] <= u) {
        s++;
      }
      long[] bits = Masking.nothing(groups);
      for (int i = 0; i < s; i++) {
        int j = i + random.nextInt(groups - i);
        int t = order[i];
        order[i] = order[j];
        order[j] = t;
        bits[order[i] >>> 6] |= 1L << order[i];
      }
      drawn += count(bits, sets, place, counts);
      if (paired
          && (sets.size() - first < budget || place.containsKey(key(complement(bits, groups))))) {
        drawn += count(complement(bits, groups), sets, place, counts);
      }
    }
    double kernel = 0;
    for (int s = smallest; s <= groups - smallest; s++) {
      kernel += sizeWeight(groups, s);
    }
    for (int i = 0; i < counts.size(); i++) {
      int s = Arrays.stream(sets.get(first + i)).mapToInt(Long::bitCount).sum();
      double factor =
          (sizeWeight(groups, s) / kernel) / (draw.likely(groups, s) / cumulative[groups - 1]);
      weights.add(weight * counts.get(i) / drawn * (draw == Draw.KERNEL ? 1 : factor));
    }
  }

  private static int count(
      long[] bits, List<long[]> sets, Map<List<Long>, Integer> place, List<Integer> counts) {
    Integer known = place.putIfAbsent(key(bits), counts.size());
    if (known == null) {
      sets.add(bits);
      counts.add(1);
    } else {
      counts.set(known, counts.get(known) + 1);
    }
    return 1;
  }

  private static List<Long> key(long[] bits) {
    return Arrays.stream(bits).boxed().toList();
  }

  private static void enumerate(int groups, int size, List<long[]> into) {
    int[] chosen = new int[size];
    for (int i = 0; i < size; i++) {
      chosen[i] = i;
    }
    while (true) {
      long[] bits = Masking.nothing(groups);
      for (int c : chosen) {
        bits[c >>> 6] |= 1L << c;
      }
      into.add(bits);
      int i = size - 1;
      while (i >= 0 && chosen[i] == groups - size + i) {
        i--;
      }
      if (i < 0) {
        return;
      }
      chosen[i]++;
      for (int j = i + 1; j < size; j++) {
        chosen[j] = chosen[j - 1] + 1;
      }
    }
  }

  private static long[] complement(long[] bits, int groups) {
    long[] all = Masking.everything(groups);
    for (int i = 0; i < all.length; i++) {
      all[i] &= ~bits[i];
    }
    return all;
  }
}
